import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { demoError } from "./assure.ts";
import type { Belongings } from "./belongings.ts";

/** Removes what it was told of last when this process ends, however it ends. */
export interface Remover {
  /** What there is to remove from now on, in place of what was told before. */
  tell(belongings: Belongings): void;
  /** Removes it now. Throws `demoLeftovers`. */
  remove(): Promise<void>;
}

export async function startRemover(): Promise<Remover> {
  const reaper = spawn(process.execPath, [fileURLToPath(new URL("./reaper.ts", import.meta.url))], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  await once(reaper, "spawn");
  reaper.unref();
  let told: Belongings = { folder: null, own: null };
  return {
    tell(belongings) {
      told = belongings;
      reaper.stdin.write(`${JSON.stringify(told)}\n`);
    },
    async remove() {
      reaper.ref();
      const code = await new Promise<number | null>((resolve) => {
        reaper.once("exit", resolve);
        reaper.stdin.end();
      });
      if (code === 0) return;
      const left = [told.own && `database ${told.own.database}`, told.folder].filter((name) => name !== null);
      throw demoError(`What the demo made could not all be removed: ${left.join(", ")}.`, {
        code: "demoLeftovers",
        fix: "Remove what of it is still there by hand.",
      });
    },
  };
}

import { join } from "node:path";
import { setInterval as every } from "node:timers/promises";
import type { Env } from "@muster/config";
import { SimulatorError } from "@muster/simulators";
import { countMembers, isStoreError, makeFolder, withFolderLock } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import type { Output } from "../output/output.ts";
import { demoError } from "./assure.ts";
import { COMPANY } from "./company.ts";
import { populate, readdress } from "./populate.ts";
import { createPrinter } from "./print.ts";
import { inOrganization } from "./story.ts";
import { welcome } from "./welcome.ts";
import { openWorld, type World, type WorldOptions } from "./world.ts";
import { readWorldFile, writeWorldFile } from "./world-file.ts";

export interface DemoWorldOptions {
  /** The world lies in the folder `demo` of its data folder, with a Postgres of its own. */
  env: Env;
  log: EngineLog;
  output: Output;
  /** Says what there is as one line of JSON. */
  json?: boolean;
  /** Ends it. */
  signal: AbortSignal;
}

/** Another one that stops may still be putting things away. */
const OTHER_ENDS_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 1_000;

/**
 * Keeps the demo's world running until the signal: the simulated HR system, an integration that was enabled
 * once, a worker. Started again it goes on where it was. Rejects with `demoRunning` where it runs already, and
 * when its worker ends by itself.
 */
export async function runDemoWorld(options: DemoWorldOptions): Promise<void> {
  const folder = join(options.env.dataDir, "demo");
  await makeFolder(folder);
  let ours = false;
  const run = async (): Promise<void> => {
    ours = true;
    await live(folder, options);
  };
  try {
    await withFolderLock(join(folder, "world.lock"), run, OTHER_ENDS_WITHIN_MS);
  } catch (cause) {
    if (ours || !isStoreError(cause)) throw cause;
    throw demoError(`The demo's world in ${folder} runs already, in another process.`, {
      code: "demoRunning",
      fix: "Use that one, or stop it first. For a second one set MUSTER_DATA_DIR to another folder.",
      cause,
    });
  }
}

async function live(folder: string, options: DemoWorldOptions): Promise<void> {
  const { env, log, output, json = false, signal } = options;
  const path = join(folder, "world.json");
  const known = await readWorldFile(path);
  const now = env.now ?? new Date(Date.now() + (known?.ahead ?? 0));
  const firstDay = known?.firstDay ?? now.toISOString().slice(0, 10);
  const world = await openAtPort(
    {
      env: { ...env, dataDir: folder, databaseUrl: undefined },
      log,
      company: COMPANY,
      firstDay,
      now,
      beforeWork: readdress,
    },
    known?.port ?? 0,
  );
  const save = (): Promise<void> =>
    writeWorldFile(path, {
      firstDay,
      ahead: world.clock.ahead(),
      port: Number(new URL(world.simulator.url).port),
    });
  try {
    await save();
    const integration = await populate(world, signal);
    const members = await inOrganization({ world }, countMembers);
    const { url } = world.simulator;
    const out = createPrinter((text) => output.line(text));
    if (json) output.json({ simulator: url, dataDir: folder, integration: integration.id, members });
    else welcome(out, { world, folder, integration, members });
    await Promise.race([followClock(world, output, save, signal), world.worker.done]);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await world.close();
  }
}

/** At its old port the integration finds it again; if somebody else has that now, at another. */
async function openAtPort(options: WorldOptions, port: number): Promise<World> {
  try {
    return await openWorld({ ...options, port });
  } catch (error) {
    if (port === 0 || !(error instanceof SimulatorError)) throw error;
    return openWorld(options);
  }
}

/** Days that pass in the HR system, by whoever's hand, pass for Muster as well, and are remembered. */
async function followClock(
  { clock, simulator }: World,
  output: Output,
  save: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let saved = clock.ahead();
  for await (const _ of every(LOOK_EVERY_MS, undefined, { signal })) {
    clock.now();
    if (clock.ahead() === saved) continue;
    saved = clock.ahead();
    await save();
    output.note(
      `It is ${simulator.today()} now, in the HR system and for Muster; what is due is synced within a minute.`,
    );
  }
}

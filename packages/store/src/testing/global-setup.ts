import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Folder of this run's servers; each is started by the first test that asks for it. */
    musterServers: string;
  }
}

/**
 * Vitest's global setup. What removes the servers is a process of its own that waits for its input to end, so
 * that it does so however this one ends, SIGKILL included.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "muster-test-"));
  const reaper = spawn(process.execPath, [fileURLToPath(new URL("./reaper.ts", import.meta.url)), folder], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const exited = once(reaper, "exit");
  project.provide("musterServers", folder);
  return async () => {
    reaper.stdin?.end();
    await exited;
  };
}

import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, StoreError } from "../errors.ts";
import { argumentsOf, identify, isAlive, poll } from "./process-info.ts";

/** A server process that serves this cluster. */
export interface Postmaster {
  pid: number;
  port: number;
  /** It serves at `ready`; it will at `starting`, and no more at `stopping`. */
  status: "starting" | "ready" | "stopping";
}

/** Looks for the server of the cluster in its postmaster.pid. A file left by a dead one counts as none. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  // Lines: pid, data directory, start time, port, socket folder, address, shared memory, status.
  const lines = (await readPidFile(cluster))?.split("\n") ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await serves(pid, cluster))) return undefined;
  const status = lines[7]?.trim();
  return {
    pid,
    port: Number(lines[3]),
    status: status === "ready" || status === "stopping" ? status : "starting",
  };
}

/**
 * Removes a postmaster.pid whose number now belongs to somebody else, which would make Postgres refuse to start:
 * after a restart of a container that is the usual case. One whose process is gone is left to Postgres, which
 * learns from it whether orphans of that server still use its memory.
 */
export async function forgetReusedPid(cluster: string): Promise<void> {
  const pid = Number((await readPidFile(cluster))?.split("\n")[0]);
  if (!Number.isInteger(pid) || pid <= 0 || (await serves(pid, cluster))) return;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return;
  }
  await rm(join(cluster, "postmaster.pid"), { force: true });
}

/**
 * Ends the server and waits until its process is gone. `SIGINT`: in order, everything is written; `SIGQUIT`: at
 * once, the next start recovers; `SIGKILL`: as a crash does it.
 */
export async function endPostmaster(
  pid: number,
  cluster: string,
  signal: "SIGINT" | "SIGQUIT" | "SIGKILL",
  forMs: number,
): Promise<void> {
  const server = (await serves(pid, cluster)) ? await identify(pid) : undefined;
  if (server === undefined) return;
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) !== "ESRCH") throw error;
  }
  // A process that ends loses its arguments first and its port last.
  const gone = await poll(async () => ((await isAlive(server)) ? undefined : true), { everyMs: 10, forMs });
  if (gone) return;
  throw new StoreError(`The embedded Postgres (process ${pid}) does not stop.`, {
    code: "embeddedStopFailed",
    fix: "Look into pg.log in the data folder; end that process if it hangs.",
  });
}

/** The port of the last server of this cluster, if that one crashed: its clients still call there. */
export async function portBeforeCrash(cluster: string): Promise<number | undefined> {
  const port = Number((await readPidFile(cluster))?.split("\n")[3]);
  return Number.isInteger(port) && port > 0 ? port : undefined;
}

/** A postmaster never changes its arguments, and we start each with its cluster's path. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  const [program, ...args] = await argumentsOf(pid);
  return program !== undefined && program.endsWith("/postgres") && args.includes(cluster);
}

async function readPidFile(cluster: string): Promise<string | undefined> {
  try {
    return await readFile(join(cluster, "postmaster.pid"), "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

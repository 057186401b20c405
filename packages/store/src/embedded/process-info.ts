import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";

/** Which process a number meant when it was written down: numbers are given out again, a start time is not. */
export interface ProcessIdentity {
  pid: number;
  /** `<boot>.<ticks since boot>`; no clock, so that setting the clock changes nothing. */
  startedAt: string;
}

/** Reads the identity of a process from /proc, or undefined if it is gone (a zombie counts as gone). */
export async function identify(pid: number): Promise<ProcessIdentity | undefined> {
  const stat = await readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The second field is the program's name in brackets and may hold spaces and brackets itself (man 5 proc).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  const ticks = fields[19];
  if (ticks === undefined || state === "Z" || state === "X") return undefined;
  const boot = (await readProc("/proc/sys/kernel/random/boot_id"))?.trim().slice(0, 8) ?? "";
  return { pid, startedAt: `${boot}.${ticks}` };
}

/** True while exactly this process lives. */
export async function isAlive(identity: ProcessIdentity): Promise<boolean> {
  return (await identify(identity.pid))?.startedAt === identity.startedAt;
}

/** The arguments a living process was started with; empty for one that is gone or a zombie. */
export async function argumentsOf(pid: number): Promise<string[]> {
  return (await readProc(`/proc/${pid}/cmdline`))?.split("\0") ?? [];
}

/** Asks again every few milliseconds until the answer is not undefined or the time is over. */
export async function poll<T>(
  ask: () => Promise<T | undefined>,
  options: { everyMs: number; forMs: number },
): Promise<T | undefined> {
  const deadline = performance.now() + options.forMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() >= deadline) return answer;
    await delay(options.everyMs);
  }
}

async function readProc(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch {
    // Gone between two looks, or hidden from us: either way not a process of ours.
    return undefined;
  }
}

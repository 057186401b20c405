import { randomBytes } from "node:crypto";
import { readlink, symlink, unlink } from "node:fs/promises";
import { codeOf, StoreError } from "../errors.ts";
import { identify, isAlive, poll, type ProcessIdentity } from "./process-info.ts";

interface Holder extends ProcessIdentity {
  token: string;
}

// Longer than a start may take that recovers from a crash.
const WAIT_MS = 180_000;

/**
 * Runs `work` while this process alone, on this machine, holds the lock at `path`. Waits for a living holder
 * (`embeddedBusy` after 3 minutes, or what `waitMs` says); takes the lock of a dead one over.
 *
 * The lock is a symbolic link whose target names its holder: made in one step, with its content, and only if it
 * is not there, so nobody ever reads a half-written one.
 */
export async function withFolderLock<T>(path: string, work: () => Promise<T>, waitMs = WAIT_MS): Promise<T> {
  const self = await identify(process.pid);
  if (self === undefined) {
    throw new StoreError("This process cannot read its own entry in /proc.", {
      code: "embeddedUnsupported",
      fix: "Mount /proc, or set DATABASE_URL to a Postgres of your own.",
    });
  }
  const mine: Holder = { ...self, token: randomBytes(4).toString("hex") };
  await acquire(path, mine, waitMs);
  try {
    return await work();
  } finally {
    await unlink(path).catch(unlessGone);
  }
}

async function acquire(path: string, mine: Holder, waitMs: number): Promise<void> {
  let holder: Holder | undefined;
  const taken = await poll(
    async () => {
      if (await tryTake(path, mine)) return true;
      holder = await readHolder(path);
      if (holder !== undefined && !(await isAlive(holder))) await removeStale(path, holder);
      return undefined;
    },
    { everyMs: 15, forMs: waitMs },
  );
  if (taken) return;
  throw new StoreError(`Process ${holder?.pid ?? "?"} has held ${path} for more than ${waitMs / 1000} s.`, {
    code: "embeddedBusy",
    fix: "Wait for that process or end it, then try again.",
  });
}

/**
 * Two processes that both found a dead holder must not both remove the lock: the slower one would remove the
 * quicker one's fresh lock. Who may remove the lock with this token is itself decided by a lock.
 */
async function removeStale(path: string, dead: Holder): Promise<void> {
  await withFolderLock(`${path}.${dead.token}`, async () => {
    if ((await readHolder(path))?.token === dead.token) await unlink(path);
  });
}

async function tryTake(path: string, mine: Holder): Promise<boolean> {
  try {
    await symlink(`${mine.pid}:${mine.startedAt}:${mine.token}`, path);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | undefined> {
  try {
    const [pid, startedAt, token] = (await readlink(path)).split(":");
    if (startedAt === undefined || token === undefined) return undefined;
    return { pid: Number(pid), startedAt, token };
  } catch (error) {
    return unlessGone(error);
  }
}

function unlessGone(error: unknown): undefined {
  if (codeOf(error) !== "ENOENT") throw error;
}

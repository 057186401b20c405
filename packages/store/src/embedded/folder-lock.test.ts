import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, readlink, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withFolderLock } from "./folder-lock.ts";
import { identify } from "./process-info.ts";

async function lockFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Lets many take the lock at once; gives the largest number that were inside together. */
async function crowd(lock: string, people: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const visit = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await readlink(lock);
    inside -= 1;
  };
  await Promise.all(Array.from({ length: people }, () => withFolderLock(lock, visit)));
  return most;
}

test("one at a time is inside, and nothing is left behind", async () => {
  const folder = await lockFolder();
  expect(await crowd(join(folder, "lock"), 20)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("the lock is free again after work that failed", async () => {
  const lock = join(await lockFolder(), "lock");
  const failing = withFolderLock(lock, () => Promise.reject(new Error("no luck")));
  await expect(failing).rejects.toThrow("no luck");
  expect(await withFolderLock(lock, async () => "in")).toBe("in");
});

test("the lock of a dead process is taken over, still by one at a time", async () => {
  const folder = await lockFolder();
  const dead = spawnSync(process.execPath, ["--version"]).pid;
  await symlink(`${dead}:1.1:dead`, join(folder, "lock"));
  expect(await crowd(join(folder, "lock"), 20)).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test("a lock is taken over when its process number belongs to a later process", async () => {
  const lock = join(await lockFolder(), "lock");
  await symlink(`${process.pid}:1.1:reused`, lock);
  expect(await withFolderLock(lock, async () => "in")).toBe("in");
});

test("who died while taking over a dead one's lock blocks nobody", async () => {
  const folder = await lockFolder();
  await symlink(`${process.pid}:1.1:first`, join(folder, "lock"));
  await symlink(`${process.pid}:1.1:second`, join(folder, "lock.first"));
  expect(await withFolderLock(join(folder, "lock"), async () => "in")).toBe("in");
  expect(await readdir(folder)).toEqual([]);
});

test("a living process is told from a later one of the same number by its start", async () => {
  const self = await identify(process.pid);
  const parent = await identify(process.ppid);
  expect(self?.startedAt).toMatch(/^[0-9a-f]{8}\.\d+$/);
  expect(parent?.startedAt).not.toBe(self?.startedAt);
  expect(await identify(spawnSync(process.execPath, ["--version"]).pid)).toBeUndefined();
});

import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { loadOrCreateKeyFile } from "./key-file.ts";

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-key-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("the first call makes a key that only its owner reads, later calls find it", async () => {
  const folder = await dataFolder();
  const made = await loadOrCreateKeyFile(folder);
  expect((await stat(join(folder, "master.key"))).mode & 0o777).toBe(0o600);
  expect((await loadOrCreateKeyFile(folder)).sealing.check).toBe(made.sealing.check);
  expect(await readdir(folder)).toEqual(["master.key"]);
});

test("first calls at the same time agree on one key", async () => {
  const folder = await dataFolder();
  const rings = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateKeyFile(folder)));
  expect(new Set(rings.map((ring) => ring.sealing.check)).size).toBe(1);
  expect(await readdir(folder)).toEqual(["master.key"]);
});

test("a key file that others may read is closed to them", async () => {
  const folder = await dataFolder();
  await loadOrCreateKeyFile(folder);
  await chmod(join(folder, "master.key"), 0o644);
  await loadOrCreateKeyFile(folder);
  expect((await stat(join(folder, "master.key"))).mode & 0o777).toBe(0o600);
});

test("a damaged key file is an error that names it, never a new key", async () => {
  const folder = await dataFolder();
  const path = join(folder, "master.key");
  for (const text of ["", "half a k"]) {
    await writeFile(path, text);
    await expect(loadOrCreateKeyFile(folder)).rejects.toMatchObject({
      code: "masterKeyFile",
      message: expect.stringContaining(path),
    });
  }
});

test("a folder that is not there is an error that names the file", async () => {
  const folder = join(await dataFolder(), "missing");
  await expect(loadOrCreateKeyFile(folder)).rejects.toMatchObject({
    code: "masterKeyFile",
    message: expect.stringContaining(folder),
  });
});

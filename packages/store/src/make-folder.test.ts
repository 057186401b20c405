import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeFolder } from "./make-folder.ts";

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "muster-folder-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("makes every missing level for nobody but its owner, and is content with what is there", async () => {
  const path = join(await scratch(), "a", "b", "c");
  await makeFolder(path);
  await makeFolder(path);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("says that a file is in the way", async () => {
  const file = join(await scratch(), "file");
  await writeFile(file, "");
  await expect(makeFolder(file)).rejects.toMatchObject({ code: "EEXIST" });
  await expect(makeFolder(join(file, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("comes back where nothing can ever be made", async () => {
  await expect(makeFolder("/proc/muster/data")).rejects.toMatchObject({ code: "ENOENT" });
}, 5_000);

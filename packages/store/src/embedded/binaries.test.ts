import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { linkLibraries } from "./binaries.ts";

test("libraries are linked where no install script has done it, by any number of processes at once", async () => {
  const root = await mkdtemp(join(tmpdir(), "muster-binaries-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, "native");
  await mkdir(join(folder, "lib"), { recursive: true });
  await writeFile(join(folder, "lib", "libpq.so.5.18"), "a library");
  await writeFile(
    join(folder, "pg-symlinks.json"),
    JSON.stringify([{ source: "native/lib/libpq.so.5.18", target: "native/lib/libpq.so.5" }]),
  );
  await Promise.all([linkLibraries(folder), linkLibraries(folder)]);
  await linkLibraries(folder);
  expect(await readFile(join(folder, "lib", "libpq.so.5"), "utf8")).toBe("a library");
});

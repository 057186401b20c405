import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { testPlaceholders } from "./index.ts";
import { placeholdersIn } from "./test-placeholders.ts";

const MARK = ["PLACE", "HOLDER"].join("");

test("each place that is left to be filled in is named with its line and what to do", async () => {
  const folder = await mkdtemp(join(tmpdir(), "muster-placeholders-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "testing"));
  await writeFile(join(folder, "fields.ts"), `one\n// ${MARK} Name the fields.\n`);
  await writeFile(join(folder, "testing/simulator.ts"), `/* ${MARK} Simulate it. */\n`);
  expect(await placeholdersIn(folder)).toEqual([
    "fields.ts:2: Name the fields.",
    `${join("testing", "simulator.ts")}:1: Simulate it. */`,
  ]);
});

// A folder in which nothing is left to be filled in.
testPlaceholders(join(import.meta.dirname, "testing/plain-hr"));

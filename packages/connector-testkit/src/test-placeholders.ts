import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { expect, test } from "vitest";

const MARK = "PLACEHOLDER";

/** Registers a test that fails as long as a source file below `folder` tells its author to fill something in. */
export function testPlaceholders(folder: string): void {
  test("nothing of the template is left to be filled in", async () => {
    const places = await placeholdersIn(folder);
    // As one text: reporters shorten a list, and this one is what to do next.
    expect(places.join("\n")).toBe("");
  });
}

/** `file:line: what to do` for each. */
export async function placeholdersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.toSorted().map(async (file) =>
      (await readFile(file, "utf8")).split("\n").flatMap((line, index) => {
        const at = line.indexOf(MARK);
        return at < 0 ? [] : [`${relative(folder, file)}:${index + 1}:${line.slice(at + MARK.length)}`];
      }),
    ),
  );
  return found.flat();
}

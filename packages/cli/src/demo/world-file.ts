import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { demoError } from "./assure.ts";

const WorldFile = z.object({
  /** The simulator's first day; with its seed and the days since, that is its whole state. */
  firstDay: z.iso.date(),
  /** How far ahead of the system's time this world is, in milliseconds. */
  ahead: z.number(),
  /** The simulator's port of the last time. */
  port: z.int().min(0).max(65_535),
});

/** What a kept world must remember besides its database. */
export type WorldFile = z.infer<typeof WorldFile>;

/** Undefined: there was none yet. */
export async function readWorldFile(path: string): Promise<WorldFile | undefined> {
  if (!existsSync(path)) return undefined;
  try {
    return WorldFile.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    throw demoError(`${path} is not what the demo wrote there.`, {
      code: "demoWorldFile",
      fix: "Remove the folder that it lies in; the next start makes a new world.",
      cause,
    });
  }
}

export async function writeWorldFile(path: string, file: WorldFile): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(file)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf } from "./errors.ts";

/**
 * Makes a folder and what is missing above it, mode 0700. Level by level, because Node's own `recursive` never comes
 * back where a level can be looked for but not made, as below /proc (Node 24).
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === "EEXIST" && (await stat(path)).isDirectory()) return;
    const parent = dirname(path);
    if (codeOf(error) !== "ENOENT" || parent === path || (await exists(parent))) throw error;
    await makeFolder(parent);
    await makeFolder(path);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}

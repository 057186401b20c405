import { randomBytes } from "node:crypto";
import { chmod, link, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, StoreError } from "../errors.ts";
import { type Keyring, parseKeyring } from "./keyring.ts";

/**
 * The keyring of a data folder, `master.key` in it (mode 0600), made at the first call. For the embedded server
 * only: with a database elsewhere, losing this machine would lose every secret.
 */
export async function loadOrCreateKeyFile(dataDir: string): Promise<Keyring> {
  const path = join(dataDir, "master.key");
  try {
    if (!(await exists(path))) await create(path);
    await chmod(path, 0o600);
    return parseKeyring(await readFile(path, "utf8"));
  } catch (cause) {
    throw new StoreError(`The master key file ${path} cannot be used: ${reasonOf(cause)}`, {
      code: "masterKeyFile",
      fix: "Restore it from a copy, or set MUSTER_MASTER_KEY. Remove it only if every stored credential may be entered again.",
      cause,
    });
  }
}

/** Written beside and linked when whole: of two processes one wins, and nobody reads half a key. */
async function create(path: string): Promise<void> {
  const partial = `${path}.${randomBytes(4).toString("hex")}`;
  const file = await open(partial, "wx", 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString("base64")}\n`);
    await file.sync();
    await link(partial, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await readFile(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof StoreError) return cause.message;
  return `${codeOf(cause) ?? "unknown reason"}.`;
}

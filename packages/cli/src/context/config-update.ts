import { randomBytes } from "node:crypto";
import { type FileHandle, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { codeOf, isStoreError, withFolderLock } from "@muster/store";
import { CommandError, usageError } from "../errors/command-error.ts";
import { EXIT } from "../errors/exit-codes.ts";

/** Runs `work` while no other process of this machine does the same for this Config FILE. */
export async function withConfigLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  let begun = false;
  try {
    return await withFolderLock(`${await realpath(path)}.lock`, () => {
      begun = true;
      return work();
    });
  } catch (error) {
    const busy = isStoreError(error) && error.code === "embeddedBusy";
    if (begun || busy) throw error;
    // Where no lock can be had (a folder that is read only, no /proc), what a race costs is seen afterwards.
    return work();
  }
}

/** Throws CommandError `configNotWritten` for a Config FILE that could not be written back, before anything is lost. */
export async function refuseUnwritable(path: string): Promise<void> {
  try {
    const file = await fileAt(path);
    await writableMode(file);
    await (await open(file, "r+")).close();
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

/**
 * Puts `values` into the `auth` of a Config FILE, as it is by now, and keeps its mode and its owner. Another process
 * reads the old content or the new, never half. Throws CommandError `configNotWritten`.
 */
export async function updateConfigAuth(
  path: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  try {
    const file = await fileAt(path);
    const mode = await writableMode(file);
    const text = await readFile(file, "utf8");
    await replaceFile(file, withAuth(text, values), mode);
  } catch (cause) {
    throw notWritten(path, cause);
  }
}

async function fileAt(path: string): Promise<string> {
  if (path === "-") throw Object.assign(new Error("stdin is no file"), { code: "ESPIPE" });
  return realpath(path);
}

/** Refused by mode, not by rights: root may write everything, and should not where the owner said no. */
async function writableMode(file: string): Promise<number> {
  const { mode } = await stat(file);
  if ((mode & 0o222) === 0) throw Object.assign(new Error("read only"), { code: "EACCES" });
  return mode & 0o7777;
}

function withAuth(text: string, values: Readonly<Record<string, string>>): string {
  const config: unknown = JSON.parse(text);
  const auth = typeof config === "object" && config !== null && "auth" in config ? config.auth : undefined;
  if (typeof config !== "object" || typeof auth !== "object") throw new TypeError("no Config FILE");
  const indent = text.trimEnd().includes("\n") ? 2 : 0;
  const end = text.endsWith("\n") ? "\n" : "";
  return JSON.stringify({ ...config, auth: { ...auth, ...values } }, null, indent) + end;
}

async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  const partial = `${file}.${randomBytes(4).toString("hex")}`;
  try {
    const { uid, gid } = await stat(file);
    await writeSynced(await open(partial, "wx", 0o600), async (handle) => {
      await handle.writeFile(text);
      // Another owner's file can be written by right of its group; only root can keep the owner then.
      await handle.chown(uid, gid).catch(() => undefined);
      await handle.chmod(mode);
    });
    await rename(partial, file);
    await writeSynced(await open(dirname(file), "r"), async () => undefined);
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
    // A folder that takes no new file, or a file that is mounted by itself: torn by a crash is better than not saved.
    await writeFile(file, text);
  }
}

async function writeSynced(handle: FileHandle, work: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await work(handle);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The cause's own words may quote the file. */
function notWritten(path: string, cause: unknown): CommandError {
  const code = codeOf(cause) ?? "";
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "it is read only",
    EPERM: "it is read only",
    EROFS: "it is on a read-only disk",
    ESPIPE: "it came by stdin",
  };
  const reason = reasons[code] ?? (code === "" ? "it is no Config FILE any more" : code);
  const message = `The config file ${path === "-" ? "on stdin" : path} cannot be written: ${reason}.`;
  const fix = "Give --config the path of a file that this user may read and write.";
  if (code === "ENOENT" || code === "ESPIPE") return usageError(message, { code: "configNotWritten", fix });
  return new CommandError(message, { code: "configNotWritten", fix, exit: EXIT.failed });
}

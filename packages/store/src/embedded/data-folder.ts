import { access, constants, realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { codeOf, StoreError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";

/** Where the parts of one embedded server lie. */
export interface DataFolder {
  /** The data folder itself, without symbolic links, so that two spellings of it are one. */
  root: string;
  lock: string;
  log: string;
  password: string;
  /** Says where the cluster lies when it cannot lie here. */
  pointer: string;
  /** Postgres's own data directory, unless there is a pointer. */
  cluster: string;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "its file system is read-only",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "a file has that name",
  ENOSPC: "the disk is full",
  ENOENT: "it cannot be made there",
};

/** Makes the data folder if it is missing (mode 0700) and finds out whether it can be written. */
export async function openDataFolder(dataDir: string): Promise<DataFolder> {
  const path = resolve(dataDir);
  try {
    await makeFolder(path);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return layoutOf(await realpath(path));
  } catch (cause) {
    const reason = REASONS[codeOf(cause) ?? ""] ?? codeOf(cause) ?? "unknown reason";
    throw new StoreError(`The data folder ${path} cannot be used: ${reason}.`, {
      code: "dataDirNotWritable",
      fix: "Make it writable, or set MUSTER_DATA_DIR to a folder that is, or set DATABASE_URL to a Postgres 15 or newer of your own.",
      cause,
    });
  }
}

function layoutOf(root: string): DataFolder {
  return {
    root,
    lock: join(root, "pg.lock"),
    log: join(root, "pg.log"),
    password: join(root, "pg.password"),
    pointer: join(root, "pg.location.json"),
    cluster: join(root, "pgdata"),
  };
}

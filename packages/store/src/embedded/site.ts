import type { Stats } from "node:fs";
import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, StoreError } from "../errors.ts";
import type { DataFolder } from "./data-folder.ts";

/** Where the cluster of a data folder lies. */
export interface Site {
  cluster: string;
  /** The folder it and a copy of the programs moved to, if a pointer says so. */
  away: string | undefined;
  /** User and group it belongs to, or undefined while there is none. */
  owner: { uid: number; gid: number } | undefined;
}

/** Finds the cluster of a data folder, or where it will be made. */
export async function findSite(folder: DataFolder): Promise<Site> {
  const away = await readPointer(folder);
  const cluster = away === undefined ? folder.cluster : join(away, "pgdata");
  const stats = await lstatOf(cluster);
  if (stats === undefined || (await readdirOf(cluster)).length === 0)
    return { cluster, away, owner: undefined };
  return { cluster, away, owner: { uid: stats.uid, gid: stats.gid } };
}

/** Refuses a cluster that another major version of Postgres made: a server of this one would not open it. */
export async function refuseOtherVersion(site: Site, major: number): Promise<void> {
  if (site.owner === undefined) return;
  const found = await readFile(join(site.cluster, "PG_VERSION"), "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
  if (found === String(major)) return;
  const what = found === undefined ? "holds no Postgres database" : `was made by Postgres ${found}`;
  throw new StoreError(`The folder ${site.cluster} ${what}; the embedded server is Postgres ${major}.`, {
    code: "embeddedVersion",
    fix: `To keep the data, dump it with the Postgres that made it (pg_dump), move the folder away and restore the dump; or set DATABASE_URL to a server of that version. To begin anew, move the folder away.`,
  });
}

async function readPointer(folder: DataFolder): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(folder.pointer, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  const away = folderIn(text);
  const stats = away === undefined ? undefined : await lstatOf(away);
  // A stranger could have made a folder of that name after the temporary folder was emptied.
  if (away !== undefined && stats?.isDirectory() && stats.uid === process.geteuid?.()) return away;
  throw new StoreError(`The database that ${folder.pointer} points to is gone or belongs to another user.`, {
    code: "embeddedDataGone",
    fix: "Run as the user who made it. If the temporary folder was emptied, remove that file to begin anew with an empty database.",
  });
}

function folderIn(pointer: string): string | undefined {
  try {
    const value: unknown = JSON.parse(pointer);
    if (typeof value !== "object" || value === null || !("folder" in value)) return undefined;
    return typeof value.folder === "string" ? value.folder : undefined;
  } catch {
    return undefined;
  }
}

async function lstatOf(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function readdirOf(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    throw new StoreError(`The database in ${path} belongs to another user.`, {
      code: "embeddedOwner",
      fix: "Run as the user who made it, or set MUSTER_DATA_DIR to a folder of your own.",
      cause,
    });
  }
}

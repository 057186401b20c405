import { randomBytes } from "node:crypto";
import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf, StoreError } from "../errors.ts";
import { program } from "./binaries.ts";
import type { DataFolder } from "./data-folder.ts";
import type { Means } from "./means.ts";
import { reasonIn, runToEnd } from "./runner.ts";

/** The one login of an embedded server. */
export const SUPERUSER = "muster";

/**
 * Makes the cluster, complete or not at all: `initdb` works beside it, and the finished folder is renamed.
 * `flags` are further ones of `initdb`.
 */
export async function initCluster(folder: DataFolder, means: Means, flags: readonly string[]): Promise<void> {
  const { cluster } = means.site;
  await removeRemains(cluster);
  const target = `${cluster}.init-${randomBytes(4).toString("hex")}`;
  const passwordFile = `${target}.password`;
  try {
    await mkdir(target, { mode: 0o700 });
    await writeFile(passwordFile, await makePassword(folder), { mode: 0o600 });
    if (means.runner.kind === "user") {
      const { uid, gid } = means.runner;
      await Promise.all([target, passwordFile].map((path) => chown(path, uid, gid)));
    }
    await initdb(means, target, [`--pwfile=${passwordFile}`, ...flags]);
    await rename(target, cluster);
  } finally {
    await Promise.all([target, passwordFile].map((path) => rm(path, { recursive: true, force: true })));
  }
}

/** The password of the superuser, made at the first start. */
export async function readPassword(folder: DataFolder): Promise<string> {
  try {
    return (await readFile(folder.password, "utf8")).trim();
  } catch (cause) {
    throw new StoreError(`The password file ${folder.password} cannot be read.`, {
      code: "embeddedPassword",
      fix: "Restore it, or move the data folder away to begin anew.",
      cause,
    });
  }
}

async function makePassword(folder: DataFolder): Promise<string> {
  try {
    await writeFile(folder.password, `${randomBytes(24).toString("base64url")}\n`, {
      mode: 0o600,
      flag: "wx",
    });
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  return readPassword(folder);
}

async function initdb(means: Means, target: string, flags: readonly string[]): Promise<void> {
  // Without these a bare environment gives SQL_ASCII. 15 and 16 do not know the builtin provider.
  const locale = means.binaries.major >= 17 ? ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] : [];
  const args = [
    `--pgdata=${target}`,
    `--username=${SUPERUSER}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    ...locale,
    "--no-instructions",
    ...flags,
  ];
  const failure = await runToEnd(means.runner, program(means.binaries, "initdb"), args, dirname(target));
  if (failure === undefined) return;
  throw new StoreError(`Postgres could not make its data directory: ${reasonIn(failure.stderr)}`, {
    code: "embeddedInitFailed",
    fix: "See what it says (is the disk full?) and start again, or set DATABASE_URL to a Postgres 15 or newer of your own.",
    cause: failure.cause,
  });
}

async function removeRemains(cluster: string): Promise<void> {
  const parent = dirname(cluster);
  const remains = (await readdir(parent)).filter((name) => name.startsWith(`${basename(cluster)}.init-`));
  // One still being written by an orphan of a killed process may resist; it is in nobody's way.
  await Promise.allSettled(remains.map((name) => rm(join(parent, name), { recursive: true, force: true })));
}

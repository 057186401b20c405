import { chmod, cp, lstat, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreError } from "../errors.ts";
import { type Binaries, program } from "./binaries.ts";
import type { DataFolder } from "./data-folder.ts";
import { NOBODY, type Runner, whyNot } from "./runner.ts";
import type { Site } from "./site.ts";

/** All that starting a cluster's programs takes. */
export interface Means {
  site: Site;
  binaries: Binaries;
  runner: Runner;
}

/**
 * Chooses how Postgres runs here: as ourselves; for root in a user namespace; where that is refused, as `nobody`
 * in the system's temporary folder. A cluster that is there already keeps its owner.
 */
export async function chooseMeans(folder: DataFolder, site: Site, binaries: Binaries): Promise<Means> {
  const self = process.geteuid?.() ?? 0;
  if (site.away !== undefined) {
    const copy = await copyBinaries(binaries, site.away);
    return tried({ site, binaries: copy, runner: { kind: "user", ...(site.owner ?? nobody()) } });
  }
  if (self !== 0) return plain(site, binaries, self);
  if (site.owner !== undefined && site.owner.uid !== 0) {
    return tried({ site, binaries, runner: { kind: "user", ...site.owner } });
  }
  const inNamespace: Means = { site, binaries, runner: { kind: "unshare" } };
  if (site.owner !== undefined) return tried(inNamespace);
  const refusal = await whyNot(inNamespace.runner, program(binaries, "postgres"), folder.root);
  return refusal === undefined ? inNamespace : moveAway(folder, binaries);
}

function plain(site: Site, binaries: Binaries, self: number): Promise<Means> {
  if (site.owner === undefined || site.owner.uid === self) {
    return tried({ site, binaries, runner: { kind: "plain" } });
  }
  throw new StoreError(`The database in ${site.cluster} belongs to another user.`, {
    code: "embeddedOwner",
    fix: "Run as the user who made it, or set MUSTER_DATA_DIR to a folder of your own.",
  });
}

async function tried(means: Means): Promise<Means> {
  const folder = means.site.owner === undefined ? "/" : means.site.cluster;
  const refusal = await whyNot(means.runner, program(means.binaries, "postgres"), folder);
  if (refusal !== undefined) throw cannotRun(refusal);
  return means;
}

function cannotRun(reason: string): StoreError {
  return new StoreError(`Postgres cannot be run on this system: ${reason}`, {
    code: "embeddedCannotRun",
    fix: "Run as a user other than root who may enter the checkout, or set DATABASE_URL to a Postgres 15 or newer of your own.",
  });
}

function nobody(): { uid: number; gid: number } {
  return { uid: NOBODY, gid: NOBODY };
}

async function moveAway(folder: DataFolder, binaries: Binaries): Promise<Means> {
  let refusal = "";
  // A TMPDIR of root's own may be closed to others; /tmp is not.
  for (const base of new Set([tmpdir(), "/tmp"])) {
    const away = await mkdtemp(join(base, "muster-postgres-"));
    // Others may pass to what they know the name of, and list nothing.
    await chmod(away, 0o711);
    const copy = await copyBinaries(binaries, away);
    const runner: Runner = { kind: "user", ...nobody() };
    const reason = await whyNot(runner, program(copy, "postgres"), away);
    if (reason === undefined) {
      await writePointer(folder, away);
      return { site: { cluster: join(away, "pgdata"), away, owner: undefined }, binaries: copy, runner };
    }
    refusal = reason;
    await rm(away, { recursive: true, force: true });
  }
  throw cannotRun(refusal);
}

async function copyBinaries(binaries: Binaries, away: string): Promise<Binaries> {
  const folder = join(away, `native-${binaries.version}`);
  const there = await lstat(folder).catch(() => undefined);
  if (there === undefined) {
    // Renamed when whole: a copy that was interrupted must not look like one that was not.
    const partial = await mkdtemp(`${folder}.`);
    await cp(binaries.folder, partial, { recursive: true, verbatimSymlinks: true });
    await openToOthers(partial);
    await rename(partial, folder);
  }
  return { ...binaries, folder };
}

/** Under a strict umask the install left files that only root reads. */
async function openToOthers(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

async function writePointer(folder: DataFolder, away: string): Promise<void> {
  const partial = `${folder.pointer}.new`;
  await writeFile(partial, `${JSON.stringify({ folder: away })}\n`, { mode: 0o600 });
  await rename(partial, folder.pointer);
}

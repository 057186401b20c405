import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** One package of the workspace, as far as the floors are concerned. Paths are relative to the root. */
export interface WorkspacePackage {
  name: string;
  dir: string;
  /** From its `turbo.json`: the floor, and `connector` or `simulator`. */
  tags: readonly string[];
  /** What all of its files may import: `dependencies`, `optionalDependencies`, `peerDependencies`. */
  dependencies: ReadonlySet<string>;
  /** What only its tests may import. */
  devDependencies: ReadonlySet<string>;
  /** Every source file, sorted. */
  files: readonly string[];
}

/** All packages below a root, and what every test may import without declaring it. */
export interface Workspace {
  packages: readonly WorkspacePackage[];
  implicit: ReadonlySet<string>;
}

/** Reads the workspace. A package is a folder with a `package.json`, one or two levels down. */
export function readWorkspace(root: string): Workspace {
  const boundaries = objectAt(readObject(join(root, "turbo.json")), "boundaries");
  return {
    packages: glob(root, "{*,*/*}/package.json").map((file) => readPackage(root, posix.dirname(file))),
    implicit: new Set(textsAt(boundaries, "implicitDependencies")),
  };
}

function readPackage(root: string, dir: string): WorkspacePackage {
  const manifest = readObject(join(root, dir, "package.json"));
  const turbo = join(root, dir, "turbo.json");
  return {
    name: String(Reflect.get(manifest, "name")),
    dir,
    tags: existsSync(turbo) ? textsAt(readObject(turbo), "tags") : [],
    dependencies: new Set(
      ["dependencies", "optionalDependencies", "peerDependencies"].flatMap((kind) =>
        Object.keys(objectAt(manifest, kind)),
      ),
    ),
    devDependencies: new Set(Object.keys(objectAt(manifest, "devDependencies"))),
    files: glob(join(root, dir), "**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}").map((file) => `${dir}/${file}`),
  };
}

function glob(cwd: string, pattern: string): string[] {
  return globSync(pattern, {
    cwd,
    exclude: (entry) => entry === "node_modules" || entry === "dist",
  }).toSorted();
}

function readObject(file: string): object {
  const parsed: unknown = JSON.parse(readFileSync(file, "utf8"));
  if (typeof parsed !== "object" || parsed === null) throw new TypeError(`${file} holds no object`);
  return parsed;
}

function objectAt(parent: object, key: string): object {
  const value: unknown = Reflect.get(parent, key);
  return typeof value === "object" && value !== null ? value : {};
}

function textsAt(parent: object, key: string): string[] {
  const value: unknown = Reflect.get(parent, key);
  return Array.isArray(value) ? value.map(String) : [];
}

import { isBuiltin } from "node:module";
import { posix } from "node:path";
import { badTags, forbids } from "./rules.ts";
import type { Workspace, WorkspacePackage } from "./workspace.ts";

/** Something that breaks the floors. */
export interface Violation {
  /** With the line, where it is an import. */
  file: string;
  /** The module it names; missing where the package itself is wrong. */
  imports?: string;
  rule: string;
}

/** The tags and the declared dependencies of one package against the floors. */
export function judgePackage(pkg: WorkspacePackage, { packages }: Workspace): Violation[] {
  const tags = badTags(pkg);
  if (tags !== undefined) return [{ file: `${pkg.dir}/turbo.json`, rule: tags }];
  return packages.flatMap((to) => {
    const declared = pkg.dependencies.has(to.name);
    if (!declared && !pkg.devDependencies.has(to.name)) return [];
    const rule = forbids(pkg, to, !declared);
    return rule === undefined ? [] : [{ file: `${pkg.dir}/package.json`, imports: to.name, rule }];
  });
}

/** One import of one file of the package: undefined where it is allowed, else the rule that it breaks. */
export function judgeImport(
  pkg: WorkspacePackage,
  { file, specifier }: { file: string; specifier: string },
  workspace: Workspace,
): string | undefined {
  const test = isTestCode(file);
  if (specifier.startsWith("."))
    return judgePath(pkg, posix.join(posix.dirname(file), specifier), test, workspace);
  if (isBuiltin(specifier)) return undefined;

  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (name === pkg.name) return undefined;
  const to = workspace.packages.find((candidate) => candidate.name === name);
  if (to) {
    const rule = forbids(pkg, to, test);
    if (rule !== undefined) return rule;
    if (!test && isTestCode(specifier)) return "only tests may import what is made for tests";
  }
  if (pkg.dependencies.has(name)) return undefined;
  if (test) {
    if (pkg.devDependencies.has(name) || workspace.implicit.has(name)) return undefined;
    return `not declared in ${pkg.dir}/package.json`;
  }
  return `not in the dependencies of ${pkg.dir}/package.json; only tests may import a devDependency`;
}

/** Tests, what is made for them (a folder `testing`), the benchmark (a folder `bench`), and settings of tools. */
function isTestCode(path: string): boolean {
  return /\.(test|config)\.[cm]?[jt]sx?$|(^|\/)(testing|bench)(\/|$)/.test(path);
}

function judgePath(
  pkg: WorkspacePackage,
  path: string,
  test: boolean,
  { packages }: Workspace,
): string | undefined {
  if (path.startsWith(`${pkg.dir}/`)) {
    return !test && isTestCode(path) ? "only tests may import what is made for tests" : undefined;
  }
  const to = packages.find(({ dir }) => path === dir || path.startsWith(`${dir}/`));
  const way = "no package reaches into another's files: import it by its name";
  const rule = to && forbids(pkg, to, test);
  return rule === undefined ? way : `${way}; and ${rule}`;
}

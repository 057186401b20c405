// The floors check: `node .ci/floors.ts [root]`. First `turbo boundaries` (nothing undeclared, nothing by path), then
// what turbo does not see: the exact table of floors, devDependencies in shipped code, and a look at nothing.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { importsOf } from "./floors/imports.ts";
import { judgeImport, judgePackage, type Violation } from "./floors/judge.ts";
import { readWorkspace, type Workspace, type WorkspacePackage } from "./floors/workspace.ts";

const root = resolve(process.argv[2] ?? join(import.meta.dirname, ".."));

function judgeBoundaries({ packages }: Workspace): Violation[] {
  const { status, stdout, stderr, error } = spawnSync(
    join(import.meta.dirname, "../node_modules/.bin/turbo"),
    ["boundaries", "--no-color", "--no-update-notifier"],
    { cwd: root, encoding: "utf8", env: { ...process.env, TURBO_TELEMETRY_DISABLED: "1" } },
  );
  if (error) throw new Error("turbo does not start: install the dependencies first", { cause: error });
  const [, files, seen] = /^Checked (\d+) files? in (\d+) packages?/m.exec(stdout) ?? [];
  const rules = [
    ...(status === 0 ? [] : ["is red, see above"]),
    ...(Number(files ?? 0) === 0 ? ["looked at no file"] : []),
    ...(Number(seen ?? 0) === packages.length ? [] : [`sees ${seen ?? 0} of ${packages.length} packages`]),
  ];
  if (rules.length > 0) console.log(`${stderr}${stdout}`.trim());
  return rules.map((rule) => ({ file: "turbo boundaries", rule }));
}

function judgeFiles(pkg: WorkspacePackage, workspace: Workspace): Violation[] {
  return pkg.files.flatMap((file) =>
    importsOf(file, readFileSync(join(root, file), "utf8")).flatMap(({ specifier, line }) => {
      const rule = judgeImport(pkg, { file, specifier }, workspace);
      return rule === undefined ? [] : [{ file: `${file}:${line}`, imports: specifier, rule }];
    }),
  );
}

const workspace = readWorkspace(root);
const files = workspace.packages.reduce((sum, pkg) => sum + pkg.files.length, 0);
const violations: Violation[] = [
  ...judgeBoundaries(workspace),
  ...workspace.packages.flatMap((pkg) => [...judgePackage(pkg, workspace), ...judgeFiles(pkg, workspace)]),
  ...(files === 0 ? [{ file: root, rule: "holds no source file of a package" }] : []),
];
for (const { file, imports, rule } of violations) {
  console.log([file, ...(imports === undefined ? [] : [imports]), rule].join(" → "));
}
console.log(
  violations.length === 0
    ? `floors: ok, ${files} files, ${workspace.packages.length} packages`
    : `floors: ${violations.length} violations`,
);
process.exitCode = violations.length === 0 ? 0 : 1;

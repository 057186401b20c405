import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

const REPOSITORY = join(import.meta.dirname, "../..");

/** A package of a made-up workspace: its tags, what it declares, its files under `src`. */
export interface Made {
  dir: string;
  name: string;
  tags?: readonly string[];
  dependencies?: readonly string[];
  devDependencies?: readonly string[];
  src?: Readonly<Record<string, string>>;
}

/** Writes a workspace with the repository's own turbo settings; it is gone when the test ends. Returns its root. */
export function makeWorkspace(...packages: readonly Made[]): string {
  const root = mkdtempSync(join(tmpdir(), "floors-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const file of ["package.json", "pnpm-workspace.yaml", "turbo.json"]) {
    cpSync(join(REPOSITORY, file), join(root, file));
  }
  for (const { dir, name, tags, dependencies = [], devDependencies = [], src = {} } of packages) {
    const write = (file: string, text: string): void => {
      const path = join(root, dir, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    write(
      "package.json",
      JSON.stringify({
        name,
        dependencies: declared(dependencies),
        devDependencies: declared(devDependencies),
      }),
    );
    if (tags) write("turbo.json", JSON.stringify({ extends: ["//"], tags }));
    for (const [file, text] of Object.entries(src)) write(join("src", file), text);
  }
  return root;
}

function declared(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "workspace:*"]));
}

/** The packages of most cases, each with one file that imports nothing. */
export const SDK: Made = {
  dir: "packages/connector-sdk",
  name: "@muster/connector-sdk",
  tags: ["floor-0"],
  src: { "index.ts": "export const sdk = 1;" },
};
export const STORE: Made = {
  dir: "packages/store",
  name: "@muster/store",
  tags: ["floor-2"],
  src: { "index.ts": "export const store = 1;" },
};
export const CONNECTOR: Made = {
  dir: "connectors/bamboohr",
  name: "@muster/connector-bamboohr",
  tags: ["floor-1", "connector"],
  dependencies: ["@muster/connector-sdk"],
  src: { "index.ts": 'export { sdk } from "@muster/connector-sdk";' },
};

import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { jsonOf } from "../../testing/muster.ts";
import { temporaryFolder } from "../../testing/vendor.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../../../..");
const PACKAGE = "@someone/muster-acme";

/** As published: JavaScript, since Node strips no types below node_modules, and its two imports are peers. */
const MANIFEST = {
  name: PACKAGE,
  version: "1.0.0",
  type: "module",
  exports: { ".": "./index.js" },
  peerDependencies: { "@muster/connector-sdk": "*", zod: "*" },
};
const CONNECTOR = `
import { basicAuth, defineConnector, first, hostLabel, secret } from "@muster/connector-sdk";
import { z } from "zod";

export const acme = defineConnector({
  id: "acme",
  name: "Acme HR",
  docs: "https://docs.acme.example",
  settings: z.object({ domain: hostLabel("acme") }),
  settingsHelp: { domain: "The first part of the address." },
  auth: {
    apiKey: basicAuth({
      label: "API key",
      secrets: { apiKey: secret("API key", { help: "Settings → API keys." }) },
      username: ({ apiKey }) => apiKey,
      password: "x",
    }),
  },
  limits: { windows: [{ requests: 4, seconds: 1 }], concurrent: 2, account: ({ settings }) => settings.domain },
  baseUrl: ({ settings }) => \`https://\${settings.domain}.acme.example/v1\`,
  fields: [{ id: "email", label: "Work e-mail", type: "email" }],
  mapping: { workEmail: first("email") },
  listsLeavers: true,
  verify: async () => [],
  async *readAll() {
    yield { records: [], rejected: [], checkpoint: null };
  },
});
`;

/** A copy of the command line whose config is a copy, too, to be edited. Gives the config's folder and the entry. */
async function copyOfMuster(): Promise<{ config: string; bin: string }> {
  const root = await temporaryFolder();
  const [config, cli] = [join(root, "config"), join(root, "packages/cli")];
  await copyPackage("config", config);
  await copyPackage("packages/cli", cli, { "@muster/config": config });
  return { config, bin: join(cli, "src/bin.ts") };
}

/** Its own files, with links to what it depends on; `replaced` leads a dependency elsewhere. */
async function copyPackage(name: string, to: string, replaced: Record<string, string> = {}): Promise<void> {
  const from = join(REPOSITORY, name);
  await cp(from, to, {
    recursive: true,
    filter: (file) => !["node_modules", "dist"].some((folder) => file.startsWith(join(from, folder))),
  });
  for (const scope of ["", "@muster"]) {
    await mkdir(join(to, "node_modules", scope), { recursive: true });
    const dependencies = await readdir(join(from, "node_modules", scope));
    for (const each of dependencies.filter((entry) => !/^[.@]/.test(entry))) {
      const dependency = join(scope, each);
      const target = replaced[dependency] ?? join(from, "node_modules", dependency);
      await symlink(target, join(to, "node_modules", dependency));
    }
  }
}

async function install(config: string): Promise<void> {
  const folder = join(config, "node_modules", PACKAGE);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(MANIFEST));
  await writeFile(join(folder, "index.js"), CONNECTOR);
}

async function nameInConfig(config: string): Promise<void> {
  const file = join(config, "connectors.ts");
  const before = await readFile(file, "utf8");
  const listed = before.replace("[bamboohr,", "[acme, bamboohr,");
  expect(listed).not.toBe(before);
  await writeFile(file, `import { acme } from "${PACKAGE}";\n${listed}`);
}

test("a connector from another npm package is installed by one import and its name in the list", async () => {
  const { config, bin } = await copyOfMuster();
  const muster = (...args: string[]) => promisify(execFile)(process.execPath, [bin, "connectors", ...args]);
  await install(config);
  await expect(muster("show", "acme")).rejects.toMatchObject({ code: 2 });

  await nameInConfig(config);
  expect(jsonOf(await muster("list", "--json")).map(({ id }) => id)).toEqual([
    "acme",
    "bamboohr",
    "hibob",
    "personio",
    "rippling",
    "workday",
  ]);
  const { stdout } = await muster("show", "acme");
  expect(stdout).toContain("Acme HR (acme)  https://docs.acme.example");
  expect(stdout).toContain('{"settings":{"domain":"…"},"auth":{"method":"apiKey","apiKey":"…"}}');
});

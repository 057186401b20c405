import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { SIGN_INS } from "./sign-in.ts";
import { writePackage } from "./write-package.ts";

const REPOSITORY = resolve(import.meta.dirname, "../../../..");
const run = promisify(execFile);

/** A workspace beside this one that has its packages, and no connector yet. */
async function newWorkspace(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "muster-new-connector-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  await cp(join(REPOSITORY, "tsconfig.json"), join(root, "tsconfig.json"));
  await cp(join(REPOSITORY, "tsconfig.base.json"), join(root, "tsconfig.base.json"));
  await symlink(join(REPOSITORY, "packages"), join(root, "packages"));
  await mkdir(join(root, "node_modules/@muster"), { recursive: true });
  for (const name of ["connector-sdk", "connector-testkit", "simulators"]) {
    await symlink(join(REPOSITORY, "packages", name), join(root, "node_modules/@muster", name));
  }
  for (const [name, target] of [
    ["zod", "packages/connector-sdk/node_modules/zod"],
    ["vitest", "node_modules/vitest"],
    ["@types", "node_modules/@types"],
  ] as const) {
    await symlink(join(REPOSITORY, target), join(root, "node_modules", name));
  }
  return root;
}

const Report = z.object({
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ title: z.string(), status: z.string(), failureMessages: z.array(z.string()) }),
      ),
    }),
  ),
});

async function runTests(root: string): Promise<z.infer<typeof Report>> {
  const vitest = join(REPOSITORY, "node_modules/vitest/vitest.mjs");
  const output = join(root, "report.json");
  const args = [
    vitest,
    "run",
    "--root",
    root,
    "--dir",
    "connectors",
    // As in this workspace: a loaded machine is slow.
    "--testTimeout",
    "120000",
    "--reporter",
    "json",
    "--outputFile",
    output,
  ];
  await run(process.execPath, args, { cwd: root }).catch(() => undefined);
  return Report.parse(JSON.parse(await readFile(output, "utf8")));
}

test.each([
  ["a key", "token"],
  ["tokens that it fetches", "clientCredentials"],
])(
  "a new package with %s passes the whole contract, and is red until it is filled in",
  async (_, auth) => {
    const root = await newWorkspace();
    await writePackage({ root, id: "acme-hr", auth });
    const report = await runTests(root);
    const failed = report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === "failed");
    expect(failed.map(({ title }) => title)).toEqual(["nothing of the template is left to be filled in"]);
    expect(failed[0]?.failureMessages.join()).toContain("connector.ts:");
    expect(report.numPassedTests).toBeGreaterThan(80);
  },
  120_000,
);

test.each(Object.keys(SIGN_INS))(
  "a new package that signs in by %s is sound TypeScript",
  async (auth) => {
    const root = await newWorkspace();
    const files = await writePackage({ root, id: "acme", auth });
    expect(files).toContain(join("connectors", "acme", "src", "testing", "simulator.ts"));
    const config = {
      extends: "./tsconfig.base.json",
      compilerOptions: { composite: false, emitDeclarationOnly: false, noEmit: true, rootDir: "/" },
      include: ["connectors"],
    };
    await writeFile(join(root, "check.json"), JSON.stringify(config));
    const tsc = join(REPOSITORY, "node_modules/.bin/tsc");
    const checked = await run(tsc, ["-p", "check.json"], { cwd: root }).catch((error: unknown) => error);
    expect(checked).toMatchObject({ stdout: "" });
  },
  60_000,
);

test("the type check is told of the package, in its place", async () => {
  const root = await newWorkspace();
  await writePackage({ root, id: "acme", auth: "apiKey" });
  const { references } = z
    .object({ references: z.array(z.object({ path: z.string() })) })
    .parse(JSON.parse(await readFile(join(root, "tsconfig.json"), "utf8")));
  const paths = references.map(({ path }) => path);
  expect(paths).toContain("connectors/acme");
  expect(paths).toEqual(paths.toSorted());
});

test.each([
  ["an id that cannot name a package", { id: "Acme HR", auth: "token" }, "badId"],
  ["a sign-in that nobody has a template for", { id: "acme", auth: "kerberos" }, "unknownAuth"],
])("%s is refused before anything is written", async (_, asked, code) => {
  const root = await newWorkspace();
  await expect(writePackage({ root, ...asked })).rejects.toMatchObject({ code });
});

test("a package that is there already is left alone", async () => {
  const root = await newWorkspace();
  await writePackage({ root, id: "acme", auth: "token" });
  const fields = join(root, "connectors/acme/src/fields.ts");
  await writeFile(fields, "mine");
  await expect(writePackage({ root, id: "acme", auth: "token" })).rejects.toMatchObject({
    code: "folderExists",
  });
  expect(await readFile(fields, "utf8")).toBe("mine");
});

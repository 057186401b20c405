import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CONNECTOR, type Made, makeWorkspace, SDK, STORE } from "./floors/fixture.ts";

function floors(...packages: readonly Made[]): { status: number | null; lines: string[] } {
  const { status, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, "floors.ts"), makeWorkspace(...packages)],
    { encoding: "utf8" },
  );
  return { status, lines: stdout.trim().split("\n") };
}

/** The violations that do not come from turbo. */
function violations(...packages: readonly Made[]): string[] {
  return floors(...packages).lines.filter((line) => / → /.test(line) && !line.startsWith("turbo "));
}

const ROSTER: Made = { dir: "packages/roster", name: "@muster/roster", tags: ["floor-1"] };
const SIMULATORS: Made = {
  dir: "packages/simulators",
  name: "@muster/simulators",
  tags: ["floor-0", "simulator"],
  src: { "index.ts": "export const simulator = 1;" },
};
const TESTKIT: Made = { dir: "packages/connector-testkit", name: "@muster/connector-testkit", tags: ["dev"] };

test("a workspace whose imports all go down is green, and says what it looked at", () => {
  const { status, lines } = floors(SDK, STORE, CONNECTOR);
  expect(lines).toEqual(["floors: ok, 3 files, 3 packages"]);
  expect(status).toBe(0);
});

test("a connector that imports the store by its name is red", () => {
  const src = { "index.ts": 'import { store } from "@muster/store";\nexport { store };' };
  const { status, lines } = floors(SDK, STORE, { ...CONNECTOR, src });
  expect(lines).toContain(
    "connectors/bamboohr/src/index.ts:1 → @muster/store → " +
      "floor-1 may import @muster/connector-sdk; @muster/store is floor-2",
  );
  expect(lines).toContain("turbo boundaries → is red, see above");
  expect(lines.at(-1)).toBe("floors: 2 violations");
  expect(status).toBe(1);
});

test("a connector that imports the store by its path is red", () => {
  const path = "../../../packages/store/src/index.ts";
  expect(
    violations(SDK, STORE, { ...CONNECTOR, src: { "index.ts": `export { store } from "${path}";` } }),
  ).toEqual([
    `connectors/bamboohr/src/index.ts:1 → ${path} → no package reaches into another's files: import it by its name; ` +
      "and floor-1 may import @muster/connector-sdk; @muster/store is floor-2",
  ]);
});

test("declaring the store does not make it a connector's to import", () => {
  expect(violations(SDK, STORE, { ...CONNECTOR, dependencies: ["@muster/store"], src: {} })).toEqual([
    "connectors/bamboohr/package.json → @muster/store → " +
      "floor-1 may import @muster/connector-sdk; @muster/store is floor-2",
  ]);
});

test("the store may import no connector, though one lies lower", () => {
  expect(violations(SDK, CONNECTOR, { ...STORE, dependencies: [CONNECTOR.name] })).toEqual([
    "packages/store/package.json → @muster/connector-bamboohr → floor-2 may import no connector",
  ]);
});

test("packages of one floor may not import each other", () => {
  expect(violations(SDK, ROSTER, { ...CONNECTOR, dependencies: [ROSTER.name], src: {} })).toEqual([
    "connectors/bamboohr/package.json → @muster/roster → " +
      "floor-1 may import @muster/connector-sdk; @muster/roster is floor-1",
  ]);
});

test("tests may use simulators and the test kit, shipped code may not", () => {
  const text = 'export { simulator } from "@muster/simulators";';
  const connector: Made = {
    ...CONNECTOR,
    devDependencies: [SIMULATORS.name, TESTKIT.name],
    src: { "index.test.ts": text },
  };
  expect(floors(SDK, SIMULATORS, TESTKIT, connector).lines).toEqual(["floors: ok, 3 files, 4 packages"]);
  expect(violations(SDK, SIMULATORS, TESTKIT, { ...connector, src: { "index.ts": text } })).toEqual([
    "connectors/bamboohr/src/index.ts:1 → @muster/simulators → " +
      "floor-1 may import @muster/connector-sdk; @muster/simulators is floor-0",
  ]);
});

test("shipped code may not import a devDependency, which turbo lets through", () => {
  const store: Made = {
    ...STORE,
    devDependencies: [ROSTER.name],
    src: { "index.ts": 'import "@muster/roster";' },
  };
  const { lines } = floors(SDK, ROSTER, store);
  expect(lines).toEqual([
    "packages/store/src/index.ts:1 → @muster/roster → not in the dependencies of packages/store/package.json; " +
      "only tests may import a devDependency",
    "floors: 1 violations",
  ]);
});

test("shipped code may not import what is made for tests", () => {
  const src = { "index.ts": 'import "./testing/database.ts";', "testing/database.ts": "" };
  expect(violations(SDK, { ...STORE, src })).toEqual([
    "packages/store/src/index.ts:1 → ./testing/database.ts → only tests may import what is made for tests",
  ]);
});

test.each<[string, readonly string[] | undefined]>([
  ["no floor", undefined],
  ["two floors", ["floor-0", "floor-2"]],
])("a package with %s is red", (_, tags) => {
  const { dir, name, src = {} } = STORE;
  expect(violations(SDK, { dir, name, src, ...(tags && { tags }) })).toEqual([
    "packages/store/turbo.json → needs exactly one floor tag (floor-0, floor-1, floor-2, floor-3, floor-4, floor-5, " +
      `floor-6, page, dev), has ${tags?.length ?? 0}`,
  ]);
});

test("a connector without its tag is red, because other rules go by it", () => {
  expect(violations(SDK, { ...CONNECTOR, tags: ["floor-1"] })).toEqual([
    "connectors/bamboohr/turbo.json → needs the tag connector",
  ]);
});

test("a look at nothing is red", () => {
  const { status, lines } = floors({ ...SDK, src: {} });
  expect(lines).toContain("turbo boundaries → looked at no file");
  expect(status).toBe(1);
});

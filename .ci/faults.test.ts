import { glob, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { faultRows } from "./faults/rows.ts";
import { markdown, missing, resultsOf, summary, withTable } from "./faults/table.ts";

const ROOT = new URL("../", import.meta.url);

const ROWS = [
  { id: "F01", severity: "S1", fault: "a | b" },
  { id: "F02", severity: "S1", fault: "c" },
  { id: "F03", severity: "S3", fault: "d", notHere: "no such thing yet" },
] as const;

const results = resultsOf(
  [
    { title: "F01 S1 nobody goes, seed 1", survived: true, times: 4 },
    { title: "F01 S1 nobody goes, seed 2", survived: false, times: 1 },
    { title: "F02 S1 held", survived: true, times: 1 },
  ],
  ROWS,
);

test("a row has survived when each of its injections has", () => {
  expect(summary(results)).toEqual([
    "S1 survived 1/2 (6 injections)",
    "S2 survived 0/0 (0 injections)",
    "S3 survived 0/0 (0 injections)",
  ]);
  expect(missing(results)).toEqual([]);
  expect(missing(resultsOf([], ROWS))).toEqual(["F01", "F02"]);
});

test("the table replaces what lies between the markers, and only that", () => {
  const document = "# Title\n<!-- faults: begin -->\nold\n<!-- faults: end -->\nend\n";
  const once = withTable(document, markdown(results));
  expect(once).toContain("| F01 | S1 | a \\| b | nobody goes | 5 | 4 |");
  expect(once).toContain("| F03 | S3 | d | no such thing yet |");
  expect(once).not.toContain("old");
  expect(once.endsWith("\nend\n")).toBe(true);
  expect(withTable(once, markdown(results))).toBe(once);
  expect(() => withTable("# Title", "")).toThrow(/markers/);
});

test("a test that names no row, or another severity, is an error", () => {
  expect(() => resultsOf([{ title: "F99 S1 x", survived: true, times: 1 }], ROWS)).toThrow(/F99/);
  expect(() => resultsOf([{ title: "F01 S2 x", survived: true, times: 1 }], ROWS)).toThrow(/F01 is S1/);
});

test("every fault is injected by some test, or the table says why not", async () => {
  const files: string[] = [];
  for (const place of ["{packages,connectors}/*/src", "worker/src"]) {
    for await (const file of glob(`${place}/**/*.fault.test.ts`, { cwd: ROOT })) files.push(file);
  }
  const sources = await Promise.all(files.map((file) => readFile(new URL(file, ROOT), "utf8")));
  const named = new Set(sources.flatMap((source) => source.match(/\bF\d+b?\b/g) ?? []));
  const rows = faultRows.filter(({ notHere }) => notHere === undefined).map(({ id }) => id);
  expect(rows.filter((id) => !named.has(id))).toEqual([]);
});

test("each fault is one row, and the document has a place for them", async () => {
  expect(new Set(faultRows.map(({ id }) => id)).size).toBe(faultRows.length);
  const document = await readFile(new URL("../docs/reliability.md", import.meta.url), "utf8");
  expect(withTable(document, "x")).toContain("x");
});

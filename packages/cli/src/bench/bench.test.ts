import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { recordOf } from "./company.ts";
import { rowsOf } from "./judged-rows.ts";
import { secondsOf, spreadOf } from "./numbers.ts";
import { parseOptions } from "./options.ts";
import { atLeast, atMost, isMet, jsonOf, tableOf } from "./report.ts";
import type { Measured } from "./scenarios.ts";

test("a spread has the middle one of an odd number, and the mean of the two in the middle of an even one", () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, least: 1, most: 4 });
  expect(() => spreadOf([])).toThrow(RangeError);
  expect(secondsOf({ median: 1_234, least: 1_000, most: 2_000 })).toBe("1.23 s (1.00–2.00)");
  expect(secondsOf({ median: 1_234, least: 1_234, most: 1_234 })).toBe("1.23 s");
});

test("good is a small ratio, whichever way the goal goes", () => {
  const fast = atLeast({ scenario: "parse", goal: 100, measured: 200, unit: "people/s" });
  expect(jsonOf(fast)).toEqual({ scenario: "parse", ratio: 0.5, target: 1 });
  expect(isMet(fast)).toBe(true);
  const heavy = atMost({ scenario: "memory", goal: 512, measured: 1_024, unit: "MB" });
  expect(jsonOf(heavy)).toEqual({ scenario: "memory", ratio: 2, target: 1 });
  expect(isMet(heavy)).toBe(false);
  expect(tableOf([fast, heavy])).toContain("missed");
  expect(tableOf([fast])).not.toContain("missed");
});

test("a size is judged by the ratio of medians, and one without targets is only told", () => {
  const spread = (median: number) => ({ median, least: 1, most: 9_000 });
  const measured: Measured = {
    scenario: "same",
    people: 100_000,
    whole: { engine: spread(3_000), floor: spread(2_000) },
    core: { engine: spread(600), floor: spread(1_000) },
    phases: { read: spread(1), plan: spread(1), apply: spread(1) },
    peakRssMb: 1,
    longestTransactionMs: 1,
  };
  expect(rowsOf([measured]).map(jsonOf)).toEqual([
    { scenario: "100,000 people, nothing changed: whole run", ratio: 1.5, target: 1.5 },
    {
      scenario: "100,000 people, nothing changed: plan and apply against MERGE alone",
      ratio: 0.6,
      target: 0.6,
    },
  ]);
  expect(rowsOf([{ ...measured, people: 500 }]).map(({ target }) => target)).toEqual([null, null]);
});

test("a generation changes one person in a hundred and lets two in a thousand go for good", () => {
  const at = (generation: number) =>
    Array.from({ length: 10_000 }, (_, number) =>
      recordOf({ domain: "x", people: 10_000, generation }, number),
    );
  const [before, after, later] = [at(3), at(4), at(5)];
  const title = (place: number, records: typeof before) => records[place]?.fields["jobTitle"];
  const left = (records: typeof before) =>
    records.filter(({ vendorStatus }) => vendorStatus === "terminated");
  expect(after.filter((_, place) => title(place, before) !== title(place, after))).toHaveLength(100);
  expect(left(after).length - left(before).length).toBe(20);
  const gone = new Set(left(later).map(({ externalId }) => externalId));
  expect(left(after).every(({ externalId }) => gone.has(externalId))).toBe(true);
});

test("what the benchmark does not know is refused before anything starts", () => {
  expect(parseOptions(["--quick", "--json", "--pairs", "2"])).toMatchObject({
    quick: true,
    json: true,
    pairs: 2,
  });
  expect(() => parseOptions(["--fast"])).toThrow(expect.objectContaining({ code: "usage" }));
  expect(() => parseOptions(["--people", "0"])).toThrow(expect.objectContaining({ code: "usage" }));
});

test("a small company goes through the three scenarios, and nothing is left of it", async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "muster-bench-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const args = [main, "--people", "500", "--pairs", "1", "--neighbours", "1", "--json"];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, MUSTER_DATA_DIR: dataDir },
  });
  const rows = stdout.trim().split("\n");
  expect(rows).toHaveLength(6);
  for (const row of rows) {
    expect(JSON.parse(row)).toEqual({
      scenario: expect.any(String),
      ratio: expect.any(Number),
      target: null,
    });
  }
  expect(stderr).toContain("500 people, nothing changed: read, map and stage");
  expect(await readdir(dataDir)).toEqual([]);
  // Three processes and a server of its own start on the way: on a busy machine that takes its time.
}, 400_000);

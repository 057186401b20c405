import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { startVendor } from "@muster/simulators";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { SCENARIOS, testConnector } from "./test-connector.ts";
import { carelessConnector } from "./testing/careless-connector.ts";
import { goodDelivery } from "./testing/plain-hr/delivery.ts";
import { plainHr } from "./testing/plain-hr/vendor.ts";

const PACKAGE = resolve(import.meta.dirname, "..");
const BROKEN = "src/testing/broken-connector.spec.ts";

const Report = z.object({
  numTotalTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      assertionResults: z.array(z.object({ ancestorTitles: z.array(z.string()), status: z.string() })),
    }),
  ),
});

testConnector(carelessConnector(), {
  simulator: (employees) => startVendor(plainHr(), { employees, seed: 4, today: "2026-05-01" }),
  delivery: goodDelivery(),
});

test("the same connector with an author's bad habits fails in each part of the contract", async () => {
  const { exitCode, report } = await runVitest(BROKEN);
  const { numTotalTests, numFailedTests } = report;
  process.stdout.write(`the broken connector fails ${numFailedTests} of ${numTotalTests}\n`);
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === "failed");
  expect(exitCode).not.toBe(0);
  expect(new Set(failed.map(({ ancestorTitles }) => ancestorTitles.at(-1)))).toEqual(
    new Set(Object.keys(SCENARIOS)),
  );
  expect(numFailedTests / numTotalTests).toBeGreaterThan(0.5);
});

/** Runs one file as somebody else's package would: in a process of its own, without this repository's settings. */
async function runVitest(file: string): Promise<{ exitCode: unknown; report: z.output<typeof Report> }> {
  const folder = await mkdtemp(join(tmpdir(), "muster-testkit-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const vitest = dirname(createRequire(import.meta.url).resolve("vitest/package.json"));
  const outputFile = join(folder, "report.json");
  const args = ["run", file, "--root", PACKAGE, "--reporter", "json", "--outputFile", outputFile];
  const exitCode = await promisify(execFile)(process.execPath, [join(vitest, "vitest.mjs"), ...args]).then(
    () => 0,
    (error: unknown) => (error instanceof Error && "code" in error ? error.code : undefined),
  );
  return { exitCode, report: Report.parse(JSON.parse(await readFile(outputFile, "utf8"))) };
}

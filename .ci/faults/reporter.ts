import { readFile, writeFile } from "node:fs/promises";
import type { Reporter, TestModule } from "vitest/node";
import { type Injection, markdown, missing, resultsOf, summary, withTable } from "./table.ts";

declare module "vitest" {
  interface TaskMeta {
    /** How often the test injected its fault. Absent: once. */
    injections?: number;
  }
}

const DOCUMENT = new URL("../../docs/reliability.md", import.meta.url);

/**
 * Prints at the end how many faults were survived, by severity, and writes the table of the document. A run of some
 * of the tests, or of fewer seeds than usual, leaves the document as it is.
 */
export function faultReporter(): Reporter {
  return {
    async onTestRunEnd(modules) {
      const results = resultsOf(modules.flatMap(injectionsOf));
      const absent = missing(results);
      if (absent.length > 0) console.log(`Neither injected nor explained: ${absent.join(", ")}`);
      if (absent.length === 0 && modules.every(isWhole) && usualSeeds()) {
        const document = await readFile(DOCUMENT, "utf8");
        await writeFile(DOCUMENT, withTable(document, markdown(results)));
      }
      for (const line of summary(results)) console.log(line);
    },
  };
}

function usualSeeds(): boolean {
  return process.env["MUSTER_FAULT_SEEDS"] === undefined && process.env["MUSTER_FAULT_SEED"] === undefined;
}

function isWhole(module: TestModule): boolean {
  return [...module.children.allTests()].every((test) => test.result().state !== "skipped");
}

function injectionsOf(module: TestModule): Injection[] {
  return [...module.children.allTests()]
    .filter((test) => test.result().state !== "skipped")
    .map((test) => ({
      title: test.name,
      survived: test.result().state === "passed",
      times: test.meta().injections ?? 1,
    }));
}

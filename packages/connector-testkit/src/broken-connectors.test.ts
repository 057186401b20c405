import { startVendor } from "@muster/simulators";
import { describe, expect, test } from "vitest";
import { runScenario } from "./bench.ts";
import type { Findings, Scenario, Subject } from "./scenario.ts";
import { SCENARIOS } from "./test-connector.ts";
import { BROKEN_CASES, type BrokenCase, STATED } from "./testing/broken-cases.ts";
import { carelessConnector } from "./testing/careless-connector.ts";
import { DETAIL_CASES } from "./testing/detail-cases.ts";
import type { Habit } from "./testing/habits.ts";
import { goodDelivery } from "./testing/plain-hr/delivery.ts";
import { plainHr } from "./testing/plain-hr/vendor.ts";

const ALL = Object.values(SCENARIOS).flat();

interface One {
  habits: readonly Habit[];
  finding: RegExp;
  scenario: string;
}

function oneByOne(cases: readonly BrokenCase[]): One[] {
  return cases.flatMap(({ habits, finding, scenarios }) =>
    scenarios.map((scenario) => ({ habits, finding, scenario })),
  );
}

function scenarioNamed(part: string): Scenario {
  const [found, second] = ALL.filter(({ name }) => name.includes(part));
  if (!found || second) throw new Error(`"${part}" is not the name of one scenario`);
  return found;
}

function findings(part: string, habits: readonly Habit[], details: boolean): Promise<Findings> {
  const subject: Subject = {
    connector: carelessConnector(habits, { details }),
    simulator: (employees) => startVendor(plainHr({ details }), { employees, seed: 4, today: "2026-05-01" }),
    delivery: goodDelivery(),
  };
  return runScenario(scenarioNamed(part), subject);
}

describe.concurrent("a connector with one bad habit", () => {
  test.for(oneByOne(BROKEN_CASES))(
    "$habits is found out: $scenario",
    async ({ habits, finding, scenario }) => {
      expect(await findings(scenario, habits, false)).toContainEqual(expect.stringMatching(finding));
    },
  );

  test.for(oneByOne(DETAIL_CASES))(
    "$habits is found out at a vendor whose list holds ids, and a sound one passes: $scenario",
    async ({ habits, finding, scenario }) => {
      expect(await findings(scenario, [], true)).toEqual([]);
      expect(await findings(scenario, habits, true)).toContainEqual(expect.stringMatching(finding));
    },
  );
});

test("a sound connector passes at a vendor whose list holds ids, though details are cut once", async () => {
  expect(await findings("details are cut short once", [], true)).toEqual([]);
});

test("each scenario finds some habit out, or it is said why none can fail it", () => {
  const found = [...BROKEN_CASES, ...DETAIL_CASES].flatMap(({ scenarios }) => scenarios);
  const known = [...found, ...Object.keys(STATED)].map((part) => scenarioNamed(part).name);
  expect(new Set(known)).toEqual(new Set(ALL.map(({ name }) => name)));
});

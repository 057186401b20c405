import { startVendor } from "@muster/simulators";
import { expect, test } from "vitest";
import { runScenario } from "./bench.ts";
import type { Findings, Scenario, Subject } from "./scenario.ts";
import { SCENARIOS } from "./test-connector.ts";
import { carelessConnector } from "./testing/careless-connector.ts";
import type { Habit } from "./testing/habits.ts";
import { goodDelivery } from "./testing/plain-hr/delivery.ts";
import { plainHr } from "./testing/plain-hr/vendor.ts";

interface Case {
  habits: readonly Habit[];
  /** Of the scenario's name. */
  scenario: string;
  finding: RegExp;
  /** At the vendor whose list holds ids alone. */
  details?: true;
}

const SHORT = /^certified as complete with \d+ people missing$/;
const CASES: readonly Case[] = [
  { habits: ["badListIsEmpty", "noTotal"], scenario: "a page is null", finding: SHORT },
];

function scenarioNamed(part: string): Scenario {
  const [found, second] = Object.values(SCENARIOS)
    .flat()
    .filter(({ name }) => name.includes(part));
  if (!found || second) throw new Error(`"${part}" is not the name of one scenario`);
  return found;
}

function findings(scenario: Scenario, habits: readonly Habit[], details: boolean): Promise<Findings> {
  const subject: Subject = {
    connector: carelessConnector(habits, { details }),
    simulator: (employees) => startVendor(plainHr({ details }), { employees, seed: 4 }),
    delivery: goodDelivery(),
  };
  return runScenario(scenario, subject);
}

test.for(CASES)("$habits: found out, and a sound connector passes, in: $scenario", async (one) => {
  const scenario = scenarioNamed(one.scenario);
  const details = one.details ?? false;
  expect(await findings(scenario, [], details)).toEqual([]);
  expect(await findings(scenario, one.habits, details)).toContainEqual(expect.stringMatching(one.finding));
});

import { type Simulator, startSimulator } from "@muster/simulators";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Findings, runScenario, type Scenario } from "./bench.ts";
import { credentialScenarios } from "./credential-scenarios.ts";
import { faultScenarios } from "./fault-scenarios.ts";
import { lookScenarios } from "./look-scenarios.ts";
import { readScenarios } from "./read-scenarios.ts";
import { carelessConnector, type Habit } from "./testing/careless-connector.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator("bamboohr", { employees: 130, seed: 4 });
});
afterAll(() => simulator.close());

function scenarioNamed(part: string): Scenario {
  const all = [...readScenarios, ...faultScenarios, ...lookScenarios, ...credentialScenarios];
  const [found, second] = all.filter(({ name }) => name.includes(part));
  if (!found || second) throw new Error(`"${part}" is not the name of one scenario`);
  return found;
}

function findings(scenario: Scenario, ...habits: readonly Habit[]): Promise<Findings> {
  return runScenario(scenario, { connector: carelessConnector(...habits), simulator });
}

const SHORT = /^certified as complete with \d+ people missing$/;
const cases: readonly { habits: readonly Habit[]; scenario: string; finding: RegExp }[] = [
  { habits: ["badListIsEmpty", "noTotal"], scenario: "a page is null", finding: SHORT },
  { habits: ["badListIsEmpty", "noTotal"], scenario: "a page is {}", finding: SHORT },
  { habits: ["badListIsEmpty"], scenario: "the first page is null", finding: /heldEmpty instead of stopped/ },
  {
    habits: ["badListIsEmpty"],
    scenario: "a page is {}",
    finding: /^no error, instead of one of kind contract/,
  },
  { habits: ["failureIsTheEnd", "noTotal"], scenario: "a page fails past all retries", finding: SHORT },
  {
    habits: ["failureIsTheEnd", "noTotal"],
    scenario: "a page is a web page with status 200",
    finding: SHORT,
  },
  {
    habits: ["failureIsTheEnd", "noTotal"],
    scenario: "a page's JSON is cut though its length fits",
    finding: SHORT,
  },
  { habits: ["failureIsTheEnd", "noTotal"], scenario: "the key is withdrawn in the middle", finding: SHORT },
  { habits: ["failureIsTheEnd", "noTotal"], scenario: "the place in the list is lost once", finding: SHORT },
  { habits: ["noTotal"], scenario: "a page in the middle is left out", finding: SHORT },
  { habits: ["noTotal"], scenario: "a page says that there is nobody", finding: SHORT },
  { habits: ["namelessAreSkipped", "noTotal"], scenario: "a record has no id", finding: SHORT },
  { habits: ["namelessAreQuoted"], scenario: "a record has no id", finding: /a person is named/ },
  {
    habits: ["withheldIsEmpty"],
    scenario: "a field is withheld from the middle on",
    finding: /whole instead of stopped/,
  },
  {
    habits: ["withheldIsEmpty"],
    scenario: "fields that may not be read are reported",
    finding: /department was read as empty/,
  },
  { habits: ["oddStatusIsLeft"], scenario: "a status is a new word", finding: /read as terminated/ },
  {
    habits: ["failureIsNotFound"],
    scenario: '"not found" when it fails [http500]',
    finding: /there is no such person/,
  },
  { habits: ["startsOver"], scenario: "a read resumed from any checkpoint", finding: /resumed after page 1/ },
  {
    habits: ["halfPages"],
    scenario: "pages are as large as the vendor allows",
    finding: /largest page has 20 people/,
  },
];

test.for(cases)("$habits: found out, and a sound connector passes, in: $scenario", async (one) => {
  const scenario = scenarioNamed(one.scenario);
  expect(await findings(scenario)).toEqual([]);
  expect(await findings(scenario, ...one.habits)).toContainEqual(expect.stringMatching(one.finding));
});

test.for(credentialScenarios.filter(({ name }) => name.startsWith("Test connection")))(
  "a connector without checks fails in: $name",
  async (scenario) => {
    expect(await findings(scenario)).not.toEqual([]);
  },
);

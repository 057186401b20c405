import { type Simulator, startVendor, type TruthRow } from "@muster/simulators";
import { expect, test } from "vitest";
import { runScenario } from "./bench.ts";
import type { Findings } from "./scenario.ts";
import { stateScenarios } from "./state-scenarios.ts";
import { carelessConnector } from "./testing/careless-connector.ts";
import { plainHr } from "./testing/plain-hr/vendor.ts";

/** What is found of a sound connector at a vendor whose truth is another one. */
async function findings(retell: (rows: TruthRow[], today: string) => TruthRow[]): Promise<Findings> {
  const [scenario] = stateScenarios;
  if (!scenario) throw new Error("there is no scenario of employment");
  return runScenario(scenario, {
    connector: carelessConnector(),
    async simulator(employees): Promise<Simulator> {
      const simulator = await startVendor(plainHr(), { employees, seed: 4, today: "2026-05-01" });
      return { ...simulator, company: () => retell(simulator.company(), simulator.today()) };
    },
  });
}

test("a state that shows for the first time months later is judged on that day", async () => {
  const found = await findings((rows, today) =>
    rows.map((row, at) => (at === 0 && today >= "2026-09-01" ? { ...row, employment: "unknown" } : row)),
  );
  expect(found).toEqual([
    expect.stringMatching(/^on 2026-09-\d\d somebody who is unknown is (active|onLeave|terminated)$/),
  ]);
});

test.each(["terminated", "preStart"])("a company where nobody is ever %s is no proof", async (state) => {
  const other = state === "terminated" ? "active" : "terminated";
  const found = await findings((rows) =>
    rows.map((row) => (row.employment === state ? { ...row, employment: other } : row)),
  );
  expect(found).toContain(`nobody in the simulated company is ${state}`);
});

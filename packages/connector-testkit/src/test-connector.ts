import type { Connector } from "@muster/connector-sdk";
import type { Simulator } from "@muster/simulators";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runScenario, type Scenario } from "./bench.ts";
import { credentialScenarios } from "./credential-scenarios.ts";
import { declarationScenarios } from "./declaration.ts";
import { discoveryScenarios } from "./discovery-scenarios.ts";
import { faultScenarios } from "./fault-scenarios.ts";
import { lookScenarios } from "./look-scenarios.ts";
import { readScenarios } from "./read-scenarios.ts";

const GROUPS: Readonly<Record<string, readonly Scenario[]>> = {
  declaration: declarationScenarios,
  reading: readScenarios,
  credentials: credentialScenarios,
  "false leavers": faultScenarios,
};

/**
 * Registers the tests that every connector passes, against the simulator that `simulator` starts: a company of
 * more than two of the connector's pages, so that there is a page in the middle, or of more than 100 people where
 * the vendor has no pages.
 */
export function testConnector(
  connector: Connector,
  { simulator }: { simulator: () => Promise<Simulator> },
): void {
  const { pageSize, discoverFields, readOne } = connector;
  const groups = {
    ...GROUPS,
    ...(discoverFields && { "own fields": discoveryScenarios }),
    ...(readOne && { "looks by id": lookScenarios }),
  };
  describe(`the connector ${connector.id}`, () => {
    let started: Simulator;
    beforeAll(async () => {
      started = await simulator();
      const people = started.company().length;
      const least = pageSize === undefined ? 100 : 2 * pageSize;
      if (people <= least) throw new Error(`give the simulator more than ${least} people; it has ${people}`);
    });
    afterAll(() => started.close());
    describe.for(Object.entries(groups))("%s", ([, scenarios]) => {
      test.for(scenarios.filter(({ paged }) => !paged || pageSize !== undefined))(
        "$name",
        async (scenario) => {
          expect(await runScenario(scenario, { connector, simulator: started })).toEqual([]);
        },
      );
    });
  });
}

import { describe, expect, test } from "vitest";
import { runScenario } from "./bench.ts";
import { changeScenarios } from "./change-scenarios.ts";
import { credentialScenarios } from "./credential-scenarios.ts";
import { declarationScenarios } from "./declaration-scenarios.ts";
import { detailScenarios } from "./detail-scenarios.ts";
import { discoveryScenarios } from "./discovery-scenarios.ts";
import { faultScenarios } from "./fault-scenarios.ts";
import { lookScenarios } from "./look-scenarios.ts";
import { readScenarios } from "./read-scenarios.ts";
import type { Scenario, Subject } from "./scenario.ts";
import { signInScenarios } from "./sign-in-scenarios.ts";
import { stateScenarios } from "./state-scenarios.ts";
import { stopScenarios } from "./stop-scenarios.ts";
import { webhookScenarios } from "./webhook-scenarios.ts";

/** Each takes a second or two; on a machine that does other things as well, it may take many. */
const TIMEOUT_MS = 120_000;

/** Everything that is asked of a connector, by subject. */
export const SCENARIOS: Readonly<Record<string, readonly Scenario[]>> = {
  declaration: declarationScenarios,
  "signing in": signInScenarios,
  "Test connection": credentialScenarios,
  reading: readScenarios,
  states: stateScenarios,
  stopping: stopScenarios,
  "looks by id": lookScenarios,
  changes: changeScenarios,
  webhooks: webhookScenarios,
  "own fields": discoveryScenarios,
  "false leavers": [...faultScenarios, ...detailScenarios],
};

/**
 * Registers the tests that every connector passes, as far as they concern it. Each of them starts `simulator` for
 * itself, with about a hundred people and with as many as make three pages of `pageSize`: `startSimulator` or, for a
 * vendor of one's own, `startVendor` of `@muster/simulators`. They run side by side.
 *
 * `delivery` is a good call of the vendor's, for a connector with a webhook.
 */
export function testConnector(connector: Subject["connector"], rest: Omit<Subject, "connector">): void {
  describe.concurrent(`the connector ${connector.id}`, () => {
    const groups = Object.entries(SCENARIOS).map(
      ([group, scenarios]) =>
        [group, scenarios.filter(({ concerns }) => concerns?.(connector) ?? true)] as const,
    );
    describe.for(groups.filter(([, scenarios]) => scenarios.length > 0))("%s", ([, scenarios]) => {
      test.for(scenarios)("$name", { timeout: TIMEOUT_MS }, async (scenario) => {
        expect(await runScenario(scenario, { connector, ...rest })).toEqual([]);
      });
    });
  });
}

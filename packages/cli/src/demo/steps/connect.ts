import { MAPPING_TARGETS } from "@muster/connector-sdk";
import { scheduleWords, sourcesOf } from "@muster/roster";
import { type Integration } from "@muster/store";
import { connect, findConnector, samplePeople, syncNow, testConnection } from "@muster/sync";
import { assure } from "../assure.ts";
import { follow } from "../follow.ts";
import type { Printer } from "../print.ts";
import { ADMIN, INTEGRATION_NAME, type Story } from "../story.ts";
import type { World } from "../world.ts";

const RESULTS = { pass: "passed", warn: "look at it", fail: "FAILED" } as const;

export async function createIntegration(world: World, out: Printer): Promise<Integration> {
  const { muster, organization, simulator } = world;
  const integration = await connect(muster.engine, {
    actor: "demo",
    orgId: organization.id,
    connector: simulator.vendor,
    name: INTEGRATION_NAME,
    config: simulator.config,
    baseUrl: simulator.url,
  });
  out.heading("Create the integration");
  out.table(
    ["setting", "value"],
    [
      ["organization", organization.name],
      ["connector", findConnector(muster.engine, integration.connector).name],
      ["settings", JSON.stringify(integration.settings)],
      ["API key", "stored sealed (AES-256-GCM), shown nowhere"],
      [
        "schedule",
        `${scheduleWords(integration.schedule)} (${integration.timeZone}), switched off until enabled`,
      ],
    ],
  );
  return integration;
}

export async function testIt({ world, integration, out, signal }: Story): Promise<void> {
  const checks = await testConnection(world.muster.engine, integration, signal);
  out.heading("Test connection");
  out.table(
    ["check", "result", "what was seen"],
    checks.map(({ label, outcome, detail, fix }) => [
      label,
      RESULTS[outcome],
      fix ? `${detail}. ${fix}` : detail,
    ]),
  );
  assure(
    checks.length > 0 && checks.every(({ outcome }) => outcome === "pass"),
    "every check of Test connection passes",
  );
}

export async function showMapping({ world, integration, out, signal }: Story): Promise<void> {
  const { engine } = world.muster;
  const connector = findConnector(engine, integration.connector);
  const people = await samplePeople(engine, integration, { people: 2, signal });
  assure(people.length === 2, "the first page has sample people");
  const labels = new Map(connector.fields.map(({ id, label }) => [id, label]));
  const sample = (value: string | null | undefined): string =>
    value === undefined ? "(not returned)" : (value ?? "(empty)");
  out.heading("Field mapping, with two people as samples");
  out.table(
    ["member field", `field in ${connector.name}`, "sample 1", "sample 2"],
    [
      ...MAPPING_TARGETS.flatMap((target) => {
        const rule = integration.mapping[target];
        if (!rule) return [];
        const from = sourcesOf(rule)
          .map((id) => labels.get(id) ?? id)
          .join(", else ");
        return [[target, from, ...people.map(({ fields }) => sample(fields[target]))]];
      }),
      ["startDate", "Hire Date", ...people.map(({ startDate }) => sample(startDate))],
      ["employment", "Status and dates", ...people.map(({ employment }) => employment)],
    ],
  );
}

export async function tryDry({ world, integration, out, signal }: Story): Promise<void> {
  const { id } = await syncNow(world.muster.engine, integration, {
    mode: "full",
    dryRun: true,
    actor: ADMIN,
    forWorker: true,
  });
  const { counts } = await follow(world, id, signal);
  const { create = 0, skip = 0, people = 0, ...others } = counts ?? {};
  out.heading("Dry run: the plan, with nothing changed");
  out.table(
    ["the plan would", "people", "because"],
    [
      ["create", create, "they work at the company, or will"],
      ["leave out", skip, "they left before, or have no work e-mail"],
      ["change or deactivate", others["update"] ?? 0, "nobody is a member yet"],
    ],
  );
  assure(create + skip === people && create > 0, "a first plan creates or leaves out everybody who was read");
}

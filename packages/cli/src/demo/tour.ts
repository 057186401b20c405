import { MAPPING_TARGETS } from "@muster/connector-sdk";
import { createOrganization, type RunRecord } from "@muster/store";
import { connect, enable, findConnector, samplePeople, syncNow, testConnection } from "@muster/sync";
import type { Simulator, TruthRow } from "@muster/simulators";
import { assure } from "./assure.ts";
import { follow } from "./follow.ts";
import { compare } from "./news.ts";
import { ADMIN, type Story } from "./story.ts";
import { membersBySource } from "./steps/members.ts";
import { passDays } from "./world.ts";

const DAYS = 30;

/** One vendor on the way: what came of each step so far. */
interface Stop {
  story: Story;
  vendor: string;
  rows: [step: string, outcome: string][];
  before: readonly TruthRow[];
}

/**
 * Takes every other vendor of the world through connect, test, map, sync, a month and sync again, each for an
 * organization of its own, and prints one table a vendor. `main` is the world's own integration, whose schedule
 * sleeps through the month, too.
 */
export async function tourVendors(main: Story): Promise<void> {
  const stops: Stop[] = [];
  for (const simulator of main.world.others) {
    // The story before this has let days pass, and nobody is judged by another day than their HR system's.
    simulator.advance(daysFrom(simulator.today(), main.world.simulator.today()));
    stops.push(await connectAndSync(main, simulator));
  }
  for (const { story } of stops) await passDays(story.world, story.integration.id, DAYS);
  await passDays(main.world, main.integration.id, DAYS);
  for (const stop of stops) await syncAgain(stop);
  for (const { vendor, rows } of stops) {
    main.out.heading(`${vendor}: connect, test, map, sync, ${DAYS} days, sync`);
    main.out.table(["step", "what came of it"], rows);
  }
}

function daysFrom(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}

async function connectAndSync(main: Story, simulator: Simulator): Promise<Stop> {
  const { muster } = main.world;
  const { engine, store } = muster;
  const organization = await createOrganization(store, {
    slug: `tour-${simulator.vendor}`,
    name: `A customer with ${simulator.vendor}`,
  });
  const integration = await connect(engine, {
    actor: ADMIN,
    orgId: organization.id,
    connector: simulator.vendor,
    name: simulator.vendor,
    config: simulator.config,
    baseUrl: simulator.url,
  });
  const connector = findConnector(engine, integration.connector);
  const story: Story = { ...main, integration, world: { ...main.world, simulator, organization } };
  const auth = connector.auth[integration.authMethod]?.label ?? integration.authMethod;
  const checks = await tested(story);
  const mapped = await mappedFields(story);
  const first = await enable(engine, integration, ADMIN);
  const run = await follow(story.world, first.id, main.signal);
  assure(run.certificate !== "none", `the first read of ${connector.name} is complete`);
  const rows: Stop["rows"] = [
    ["connect", `${auth}; settings ${JSON.stringify(integration.settings)}`],
    ["test", checks],
    ["map", mapped],
    ["first sync", told(run)],
  ];
  return { story, vendor: connector.name, rows, before: simulator.company() };
}

async function tested({ world, integration, signal }: Story): Promise<string> {
  const checks = await testConnection(world.muster.engine, integration, signal);
  const failed = checks.filter(({ outcome }) => outcome === "fail");
  assure(checks.length > 0 && failed.length === 0, `Test connection of ${integration.name} fails nowhere`);
  const warned = checks.filter(({ outcome }) => outcome === "warn").map(({ label }) => label);
  const calls = checks.find(({ id }) => id === "callsPerFullSync")?.detail ?? "unknown";
  const look = warned.length === 0 ? "" : `, ${warned.length} to look at (${warned.join(", ")})`;
  return `${checks.length - warned.length} checks passed${look}; calls for a full sync: ${calls}`;
}

async function mappedFields({ world, integration, signal }: Story): Promise<string> {
  const [person] = await samplePeople(world.muster.engine, integration, { people: 1, signal });
  assure(person !== undefined, `there is a sample person of ${integration.name}`);
  const mapped = MAPPING_TARGETS.filter((target) => integration.mapping[target] !== undefined);
  const filled = mapped.filter((target) => typeof person.fields[target] === "string");
  return `${mapped.length} fields: ${mapped.join(", ")}; ${filled.length} of them filled for the first person`;
}

async function syncAgain({ story, vendor, rows, before }: Stop): Promise<void> {
  const { world, integration, signal } = story;
  const { joined, moved, left } = compare(before, world.simulator.company());
  const asked = world.simulator.requests().length;
  const request = { mode: "full", dryRun: false, actor: ADMIN, forWorker: true } as const;
  const { id } = await syncNow(world.muster.engine, integration, request);
  const run = await follow(world, id, signal);
  const requests = world.simulator.requests().length - asked;
  rows.push(
    [`${DAYS} days`, `${joined.length} joined, ${moved.length} moved, ${left.length} left`],
    ["second sync", `${told(run)}; ${requests} ${requests === 1 ? "request" : "requests"}`],
  );
  assure(run.state === "succeeded", `nothing of an ordinary month at ${vendor} is held`);
  await checkMembers(story, vendor);
}

/** Nobody is deactivated who works there under any of their records, and whoever left is. */
async function checkMembers(story: Story, vendor: string): Promise<void> {
  const members = await membersBySource(story);
  const company = story.world.simulator.company();
  const working = new Set(
    company.filter(({ employment }) => employment !== "terminated").map((row) => row.personId ?? row.id),
  );
  for (const row of company) {
    const member = members.get(row.id);
    if (!member) continue;
    const works = working.has(row.personId ?? row.id);
    assure((member.status === "deactivated") !== works, `members follow the records of ${vendor}`);
  }
  assure(members.size > 0, `people of ${vendor} are members`);
}

function told({ people, total, counts, certificate }: RunRecord): string {
  const done = ["create", "link", "update", "deactivate", "conflict"].flatMap((action) => {
    const number = counts?.[action] ?? 0;
    return number === 0 ? [] : [`${action} ${number}`];
  });
  const counted = total === null ? "the vendor gives no total" : `the vendor counts ${total}`;
  return `${people} records read, ${counted} (${certificate ?? "no certificate"}): ${done.join(", ") || "nothing to do"}`;
}

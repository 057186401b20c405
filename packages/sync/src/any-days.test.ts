import { approveHolds, giveRole, inspectOrganization, listHolds, listRuns, rejectHolds } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { livingCompany, type LivingCompany } from "./testing/living-company.ts";
import type { Person } from "./testing/vendor.ts";
import { newWorld, useStore, type World } from "./testing/world.ts";

/** Somebody whom the source has ever shown, and what became of them. */
interface Row {
  id: string;
  claim: string | null;
  decision: string | null;
  memberId: number | null;
  status: string | null;
  role: string | null;
  waits: string[];
  email: string | null;
  department: string | null;
  held: boolean;
}

function rowsOf(world: World): Promise<Row[]> {
  return world.store.forOrganization(world.orgId, async (tx) => {
    const { rows } = await sql<Row>`
      select i.external_id as id, i.claim, i.decision, i.member_id as "memberId", m.status, m.role,
        coalesce(m.waits, '{}') as waits, m.work_email as email, m.department,
        exists (select from holds h where h.integration_id = i.integration_id and h.external_id = i.external_id
          and h.state in ('open', 'rejected')) as held
      from identities i left join members m on m.id = i.member_id order by 1`.execute(tx);
    return rows;
  });
}

/** What of a row must never be, whatever the vendor answered. */
function brokenAlways(row: Row): string[] {
  if (row.memberId === null) return row.claim === null ? [] : ["a claim on nobody"];
  if (row.status === "deactivated") return row.claim === "left" ? [] : ["out though claimed"];
  return row.claim === "left" ? ["in though nobody claims them"] : [];
}

/** What of a row does not follow from what the vendor has just shown of the person, whole. */
function brokenNow(row: Row, one: Person, company: LivingCompany, rows: readonly Row[]): string[] {
  const today = company.day(0);
  if (row.memberId === null) return [];
  const started = (one.start ?? today) <= today;
  if (row.decision === "conflict") return hasRival(one, company, rows) ? [] : ["a conflict with nobody"];
  if (!started && row.claim === "employed") return [];
  if (one.status === "terminated") return row.claim === "left" || row.held ? [] : ["a leaver missed"];
  if (one.status === "unknown") return [];
  return [
    row.claim !== "employed" && "employed and not claimed",
    row.held && "held though employed",
    row.status === "deactivated" && "a false leaver",
    row.waits.includes("start") && "waits for a day that has come",
    row.status === "staged" && row.role !== "none" && "waits for nothing",
    row.email !== one.email && "another e-mail",
    !company.vendor.restricted.includes("department") &&
      row.department !== (one.department ?? null) &&
      "another department",
  ].filter((fault) => fault !== false);
}

/** Whether somebody else has the address, or wants it. */
function hasRival(one: Person, { books }: LivingCompany, rows: readonly Row[]): boolean {
  const key = one.email?.toLowerCase();
  const others = [...rows, ...books.values()].filter((other) => other.id !== one.id);
  return others.some((other) => other.email?.toLowerCase() === key);
}

async function faults(world: World, company: LivingCompany): Promise<string[]> {
  const rows = await rowsOf(world);
  const { orphans } = await world.store.forOrganization(world.orgId, (tx) =>
    inspectOrganization(tx, world.engine.keyring, world.orgId),
  );
  const known = new Set(rows.map((row) => row.id));
  const missing = [...company.books.keys()].filter((id) => !known.has(id) && !company.vendor.hidden.has(id));
  const broken = rows.flatMap((row) => {
    const one = company.shows(row.id) ? company.books.get(row.id) : undefined;
    const found = [...brokenAlways(row), ...(one ? brokenNow(row, one, company, rows) : [])];
    return found.map((fault) => `${fault}: ${JSON.stringify({ row, one })}`);
  });
  return [...broken, ...missing.map((id) => `${id} never seen`), ...(orphans > 0 ? ["orphans"] : [])];
}

/** A sync, and one more at once that has nothing to do. Both find everybody as they should be. */
async function syncTwice(world: World, company: LivingCompany, story: string[]): Promise<void> {
  const run = await world.sync();
  story.push(`${run.state} ${run.certificate} ${JSON.stringify(run.counts)}`);
  expect(["succeeded", "held"]).toContain(run.state);
  // The story comes along, for whoever reads a failure.
  expect({ faults: await faults(world, company), story }).toEqual({ faults: [], story });
  const again = await world.sync();
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select c.external_id, c.action, c.reason from changes c join batches b on b.id = c.batch_id
        where b.run_id = ${again.id}`.execute(tx),
  );
  expect({ rows, story }).toEqual({ rows: [], story });
}

/** An admin decides on some of those held. */
async function decide(world: World, chosen: () => boolean, verb: typeof approveHolds): Promise<string> {
  const act = { orgId: world.orgId, actor: "ada", now: world.engine.now() };
  return world.store.forOrganization(world.orgId, async (tx) => {
    const [run] = await listRuns(tx, { limit: 1 });
    const holds = (await listHolds(tx, run?.id ?? 0)).filter(chosen);
    if (!run || holds.length === 0) return "nobody to decide on";
    const people = holds.map((hold) => ({ text: String(hold.memberId), emailKey: "" }));
    await verb(tx, act, { runId: run.id, selection: { people }, reason: null });
    return `${verb.name} ${holds.map((hold) => hold.externalId).join(" ")}`;
  });
}

async function giveRoles(world: World, company: LivingCompany): Promise<void> {
  const act = { orgId: world.orgId, actor: "ada", now: world.engine.now() };
  const members = await world.members();
  const memberIds = members.filter(() => company.random(4) === 0).map((member) => member.id);
  await world.store.forOrganization(world.orgId, (tx) => giveRole(tx, act, { memberIds, role: "mentee" }));
}

/** Two weeks long; of small companies, so that the same people go through much. */
const DAYS = 14;
const PEOPLE = 14;
const SEEDS = { pg18: [2, 3, 4, 8], pg15owner: [5, 6] };

describe.each(engineServers)("on %s", (server) => {
  const store = useStore(server);

  test.each(SEEDS[server])(
    "whatever happens in two weeks, nobody is out wrongly, missed, doubled or stuck: company %i",
    async (seed) => {
      const company = livingCompany(seed, PEOPLE);
      const world = await newWorld(store(), company.vendor);
      await world.sync();
      const story: string[] = [];
      for (let day = 0; day < DAYS; day += 1) {
        story.push(`day ${day}: ${company.live().join(" ")}`);
        if (company.random(3) === 0) await giveRoles(world, company);
        await syncTwice(world, company, story);
        const verb = company.random(2) === 0 ? approveHolds : rejectHolds;
        if (company.random(3) === 0) story.push(await decide(world, () => company.random(3) > 0, verb));
        world.pass(24);
        company.nextDay();
      }
      company.calm();
      for (let day = 0; day < 3; day += 1) {
        await syncTwice(world, company, story);
        story.push(await decide(world, () => true, approveHolds));
        world.pass(24);
        company.nextDay();
      }
      // A rejection keeps whoever never comes back.
      const open = (await rowsOf(world)).filter((row) => row.claim === "suspect" && !row.held);
      expect({ open, story }).toEqual({ open: [], story });
    },
  );
});

import {
  approveHolds,
  decideConflicts,
  listConflicts,
  listHolds,
  rejectHolds,
  type RunRecord,
} from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { person, staff, terminate } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

function inside<T>(world: World, work: Parameters<typeof world.store.forOrganization<T>>[1]): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

type Selection = Parameters<typeof approveHolds>[2]["selection"];
const named = (...ids: string[]): Selection => ({ people: ids.map((text) => ({ text, emailKey: "" })) });

function decide(
  world: World,
  runId: number,
  work: typeof approveHolds,
  actor: string,
  selection: Selection = { all: true },
): Promise<unknown[]> {
  return inside(world, (tx) => work(tx, { ...act(world), actor }, { runId, selection, reason: null }));
}

async function out(world: World): Promise<string[]> {
  const ids = (await world.members()).flatMap(({ status, identities }) =>
    status === "deactivated" ? identities.map(({ externalId }) => externalId) : [],
  );
  return ids.toSorted((a, b) => a.localeCompare(b));
}

/** Removes somebody from the members past every key; what else is of them stays. */
async function removeByHand(
  world: World,
  externalId: string,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const client = await world.store.systemPool.connect();
  const whom = "where id = (select member_id from identities where external_id = $1 and org_id = $2)";
  try {
    await client.query("begin");
    await client.query("set local session_replication_role = replica");
    await client.query("reset role");
    await client.query(`select set_config('muster.org', '${world.orgId}', true)`);
    await client.query(`select from members ${whom} for update`, [externalId, world.orgId]);
    await meanwhile();
    const { rowCount } = await client.query(`delete from members ${whom}`, [externalId, world.orgId]);
    expect(rowCount).toBe(1);
    await client.query("commit");
  } finally {
    client.release();
  }
}

/** Once a backend of the database waits for another one. */
async function someoneWaits(world: World): Promise<void> {
  for (;;) {
    const { rows } = await world.store.systemPool.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("an approval at three in the night stands beside a run of changes that came after what was held at two", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const full = await world.sync();
  world.pass(1);
  vendor.people[20] = person(21, { department: "Research" });
  // It says nothing of the leavers, who have not changed since.
  expect(await world.sync({ mode: "changes" })).toMatchObject({ mode: "changes", counts: { update: 1 } });
  await decide(world, full.id, approveHolds, "ada", named("p1", "p2"));
  expect(await out(world)).toEqual(["p1", "p2"]);
  expect(await inside(world, (tx) => listHolds(tx, full.id))).toHaveLength(4);
});

test("nobody is approved on evidence that has changed since it was shown", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const shown = await world.sync();
  vendor.people[0] = person(1, { status: "terminated", end: "2026-02-01" });
  await world.sync();
  await decide(world, shown.id, approveHolds, "ada");
  expect(await out(world)).toEqual(["p2", "p3", "p4", "p5", "p6"]);
});

test("of two who approve at once one does it, and the other learns by whom it was done", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  const [ada, bea] = await Promise.all([
    decide(world, run.id, approveHolds, "ada"),
    decide(world, run.id, approveHolds, "bea"),
  ]);
  expect(new Set([ada.length, bea.length])).toEqual(new Set([0, 6]));
  expect(await out(world)).toHaveLength(6);
  const { rows } = await inside(world, (tx) =>
    sql<{ n: number }>`select count(*) as n from deactivations`.execute(tx),
  );
  expect(rows).toEqual([{ n: 6 }]);
  const first = ada.length > 0 ? "ada" : "bea";
  await expect(decide(world, run.id, approveHolds, "cy", named("p1"))).rejects.toMatchObject({
    code: "alreadyDecided",
    message: expect.stringContaining(`approved by ${first}`),
  });
});

test("of one who approves and one who rejects at once the first has decided", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  const [yes, no] = await Promise.all([
    decide(world, run.id, approveHolds, "ada"),
    decide(world, run.id, rejectHolds, "bea"),
  ]);
  expect(new Set([yes.length, no.length])).toEqual(new Set([0, 6]));
  expect(await out(world)).toHaveLength(yes.length);
});

test("a member who is removed from the database between plan and apply is left out, and loses nobody else", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 2);
  vendor.people[10] = person(11, { department: "Research" });
  let run: Promise<RunRecord> | undefined;
  // The plan is made and waits for this member's row.
  await removeByHand(world, "p1", async () => {
    run = world.sync();
    await someoneWaits(world);
  });
  expect(await run).toMatchObject({
    state: "succeeded",
    counts: { deactivate: 1, update: 1, deferred: 1 },
  });
  expect(await out(world)).toEqual(["p2"]);
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { skip: 1, deferred: 0 } });
});

test("a member who was removed makes no new person, and is said once to be missing", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  await removeByHand(world, "p1");
  vendor.people[0] = person(1, { department: "Research" });
  vendor.people[1] = person(2, { department: "Research" });
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 1, create: 0, skip: 1 } });
  expect(await world.members()).toHaveLength(29);
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 0, create: 0, skip: 1 } });
  vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
  terminate(vendor, 2);
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 1 } });
});

test("a held member who is removed waits no more, and the others are approved", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  await removeByHand(world, "p1");
  await expect(decide(world, run.id, approveHolds, "ada", named("p1"))).rejects.toMatchObject({
    code: "notHeld",
  });
  await decide(world, run.id, approveHolds, "ada", named("p2"));
  expect(await world.sync()).toMatchObject({ state: "held", counts: { held: 4 } });
  await decide(world, run.id, approveHolds, "ada");
  expect(await out(world)).toEqual(["p2", "p3", "p4", "p5", "p6"]);
  expect(await world.sync()).toMatchObject({ state: "succeeded" });
});

test("somebody with two records is one of the base, and one leaver", async () => {
  const twins = staff(10).map((one) => ({ ...one, personId: one.id }));
  const { world, vendor } = await syncedCompany(store(), 0);
  vendor.people = [...twins, ...twins.map((one) => ({ ...one, id: `${one.id}b` }))];
  await world.sync();
  expect(await world.members()).toHaveLength(10);
  vendor.people = vendor.people.map((one) =>
    ["p1", "p1b", "p2", "p2b", "p3", "p3b"].includes(one.id)
      ? { ...one, status: "terminated", end: "2026-03-01" }
      : one,
  );
  expect((await world.sync()).held).toMatchObject([{ code: "terminations", people: 3, base: 10 }]);
});

test("the first run after a change of the settings holds joiners until somebody has looked at them", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  await inside(world, (tx) =>
    sql`update integrations set applied_config = applied_config || '{"settings": "of another report"}'
      where id = ${world.integration.id}`.execute(tx),
  );
  vendor.people.push(person(31), person(32));
  const run = await world.sync();
  expect(run).toMatchObject({ state: "held", held: [{ code: "accountChanged", people: 2 }] });
  expect(await world.members()).toHaveLength(30);
  await decide(world, run.id, approveHolds, "ada", named("p31"));
  vendor.people.push(person(33));
  expect(await world.sync()).toMatchObject({ state: "held", counts: { create: 2, held: 1 } });
});

test("whoever may be a joiner too is not approved before that is answered, and keeps nobody else waiting", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01", department: "Research" });
  vendor.people.push(person(31, { name: "Person 1" }));
  await world.sync({ mode: "changes" });
  const [held] = await inside(world, (tx) => listHolds(tx, run.id));
  expect(held).toMatchObject({ externalId: "p1", conflict: expect.any(Number) });
  await expect(decide(world, run.id, approveHolds, "ada", named("p1"))).rejects.toMatchObject({
    code: "conflictOpen",
    message: expect.stringContaining(`Conflict ${held?.conflict} `),
  });
  await world.sync();
  expect(await decide(world, run.id, approveHolds, "ada")).toHaveLength(5);
  expect(await out(world)).toEqual(["p2", "p3", "p4", "p5", "p6"]);
});

test("a joiner who was rejected stays out while it is asked who they are, and after the answer", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 1);
  await world.sync();
  await inside(world, (tx) =>
    sql`update integrations set applied_config = applied_config || '{"settings": "of another report"}'
      where id = ${world.integration.id}`.execute(tx),
  );
  vendor.people.push(person(31), person(32));
  const run = await world.sync();
  expect(run).toMatchObject({ state: "held", held: [{ code: "accountChanged", people: 2 }] });
  await inside(world, (tx) =>
    rejectHolds(tx, act(world), { runId: run.id, selection: { all: true }, reason: null }),
  );
  vendor.people[30] = person(31, { name: "Person 1" });
  for (let time = 0; time < 2; time += 1) expect((await world.sync()).counts).toMatchObject({ create: 0 });
  const asked = await inside(world, (tx) => listConflicts(tx));
  expect(asked).toMatchObject([{ externalId: "p31", kind: "looksAlike" }]);
  const ids = asked.map(({ id }) => id);
  await inside(world, (tx) =>
    decideConflicts(tx, world.engine.keyring, act(world), { ids, decision: "different", reason: null }),
  );
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { create: 0, held: 0 } });
  expect(await world.members()).toHaveLength(30);
});

test("whom an admin keeps is no unreadable record any more once their record can be read again", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  await inside(world, (tx) =>
    rejectHolds(tx, act(world), { runId: run.id, selection: { all: true }, reason: null }),
  );
  vendor.people.push(person(1));
  expect((await world.sync()).counts).toMatchObject({ reject: 1 });
  vendor.people.pop();
  await world.sync();
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { reject: 0, deactivate: 0 } });
});

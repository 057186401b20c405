import { approveHolds, giveRole, listHolds, rejectHolds, startMatches } from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { person, staff, terminate } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

function within<T>(world: World, work: Parameters<typeof world.store.forOrganization<T>>[1]): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

/** Leads a run until it has ended: another apply of the organization may send it back. */
async function untilEnded(world: World): Promise<void> {
  const run = await world.sync();
  while (run.endedAt === null && (await world.lead(run.id)).kind !== "ended");
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

/** Somebody has asked for the apply lock that many times, and did not get it. */
async function lockAskedFor(world: World, times: number): Promise<void> {
  const asked = new Set<number>();
  while (asked.size < times) {
    const { rows } = await world.store.systemPool.query<{ at: Date }>(
      `select query_start as at from pg_stat_activity
       where datname = current_database() and query like '%pg_try_advisory_xact_lock%' and pid <> pg_backend_pid()`,
    );
    for (const { at } of rows) asked.add(at.getTime());
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

test("a match that begins while a sync is applied neither waits for it nor stops it", async () => {
  const { world, vendor } = await syncedCompany(store(), 4);
  vendor.people = staff(4).map((one) => ({ ...one, department: "Research" }));
  const ids = (await world.members()).map(({ id }) => id);
  const [first = 0, second = 0, third = 0, fourth = 0] = ids;
  const match = { orgId: world.orgId, startedOn: "2026-03-02", meetingsEach: 0, goalsEach: 0 };
  const run = await within(world, async (tx) => {
    await startMatches(tx, { ...match, pairs: [{ mentorId: fourth, menteeId: third }] });
    const applied = await world.sync();
    await startMatches(tx, { ...match, pairs: [{ mentorId: second, menteeId: first }] });
    return applied;
  });
  expect(run).toMatchObject({ state: "succeeded", counts: { update: 4 } });
});

test("a rejection that comes while a sync withdraws the same hold leaves nothing standing", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  vendor.people = staff(30);
  // The sync has withdrawn the holds and waits for this lock in front of its last statement.
  const client = await world.store.systemPool.connect();
  await client.query("begin");
  await client.query("select from organizations where id = $1 for no key update", [world.orgId]);
  const applied = world.sync();
  await someoneWaits(world);
  const rejected = within(world, (tx) =>
    rejectHolds(tx, act(world), { runId: run.id, selection: { all: true }, reason: null }),
  );
  // Let in now it would find the holds open; it asks again and again for the lock instead.
  const settled = await Promise.race([rejected.then(() => true), lockAskedFor(world, 3).then(() => false)]);
  expect(settled).toBe(false);
  await client.query("commit");
  client.release();
  expect(await applied).toMatchObject({ state: "succeeded" });
  expect(await rejected).toEqual([]);
  terminate(vendor, 1);
  expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
});

test("approvals, roles and syncs at once end without a deadlock, and each is done once", async () => {
  const { world, vendor } = await syncedCompany(store(), 60);
  terminate(vendor, 12);
  const run = await world.sync();
  const ids = (await world.members()).map(({ id }) => id);
  const held = (await within(world, (tx) => listHolds(tx, run.id))).map(({ memberId }) => memberId);
  vendor.people = vendor.people.map((one, index) => (index < 12 ? one : { ...one, department: "Research" }));
  const some = (from: number, to: number): Promise<unknown> =>
    within(world, (tx) =>
      approveHolds(tx, act(world), {
        runId: run.id,
        selection: { people: held.slice(from, to).map((id) => ({ text: String(id), emailKey: "" })) },
        reason: null,
      }),
    );
  const results = await Promise.allSettled([
    untilEnded(world),
    some(0, 4),
    some(4, 8),
    ...[0, 1, 2].map((part) =>
      within(world, (tx) =>
        giveRole(tx, act(world), { memberIds: ids.slice(part * 20, part * 20 + 20), role: "mentee" }),
      ),
    ),
  ]);
  expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
  const members = await world.members();
  expect(members.filter(({ status }) => status === "deactivated")).toHaveLength(8);
  expect(members.filter(({ role }) => role === "mentee")).toHaveLength(60);
  expect(members.filter(({ department }) => department === "Research")).toHaveLength(48);
  const { rows } = await within(world, (tx) =>
    sql`select member_id from deactivations group by member_id having count(*) > 1`.execute(tx),
  );
  expect(rows).toEqual([]);
});

test("many people who hand their addresses on in a row are one question each", async () => {
  const { world, vendor } = await syncedCompany(store(), 1_500);
  vendor.people = staff(1_500).map((one, index) => ({ ...one, email: `p${index + 2}@acme.test` }));
  vendor.people[1_499] = person(1_500, { email: "p1500@acme.test" });
  expect((await world.sync()).counts).toMatchObject({ conflict: 1_499 });
});

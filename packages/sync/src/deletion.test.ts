import {
  approveHolds,
  decideConflicts,
  deleteIntegration,
  eraseMember,
  findIntegration,
  listConflicts,
  listIntegrations,
  listRuns,
  queueDueRuns,
  readMemberRecord,
} from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { enable } from "./operations/schedule-integration.ts";
import { newVendor, person, staff, terminate } from "./testing/vendor.ts";
import { act, newWorld, queueRun, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

function end(world: World, to: World | null = null): ReturnType<typeof deleteIntegration> {
  return world.store.forOrganization(world.orgId, (tx) =>
    deleteIntegration(tx, act(world), {
      integrationId: world.integration.id,
      transferTo: to?.integration.id ?? null,
    }),
  );
}

async function rowsOf(world: World, query: ReturnType<typeof sql>): Promise<unknown[]> {
  return (await world.store.forOrganization(world.orgId, (tx) => query.execute(tx))).rows;
}

test("a released integration deactivates nobody, frees its name and leaves its history", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 8);
  world.pass(24);
  expect((await world.sync()).state).toBe("held");
  await enable(world.engine, world.integration, "ada");
  const history = await rowsOf(world, sql`select batch_id, ord from changes order by 1, 2`);
  const before = await world.members();
  expect(await end(world)).toEqual({ people: 30, records: 30, collisions: 0, deactivations: 0, holds: 8 });
  expect(await world.members()).toEqual(before.map((member) => ({ ...member, identities: [] })));
  expect(await rowsOf(world, sql`select batch_id, ord from changes order by 1, 2`)).toEqual(history);
  const runs = await world.store.forOrganization(world.orgId, (tx) => listRuns(tx, { limit: 10 }));
  expect(runs.map(({ state }) => state)).toEqual(["cancelled", "held", "succeeded"]);
  const seen = await world.store.forOrganization(world.orgId, async (tx) => [
    await listIntegrations(tx),
    await findIntegration(tx, world.integration.id),
    (await sql`select from credentials`.execute(tx)).rows.length,
  ]);
  expect(seen).toEqual([[], undefined, 0]);
  // The name is free again.
  await newWorld(store(), newVendor([]), { ...world, orgId: world.orgId });
});

test("nothing of a deleted integration falls due, and a run that was queued meanwhile ends with the reason", async () => {
  const { world } = await syncedCompany(store(), 3);
  const stale = world.integration;
  await end(world);
  await expect(enable(world.engine, stale, "ada")).resolves.toMatchObject({ created: true });
  world.pass(48);
  const due: number[] = [];
  await queueDueRuns(store(), {
    now: world.engine.now(),
    block: 500,
    room: 500,
    modeOf: ({ id }) => {
      due.push(id);
      return "full";
    },
    nextRunAt: () => null,
  });
  expect(due).not.toContain(stale.id);
  expect(await world.sync()).toMatchObject({ state: "failed", reasonCode: "integrationDeleted" });
});

test("an integration does not end under a run, its own or its target's", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  const other = await newWorld(store(), newVendor(staff(3)), world);
  const refused: unknown[] = [];
  vendor.beforePage = async () => {
    for (const attempt of [() => end(world), () => end(other, world)]) {
      refused.push(await attempt().catch((error: unknown) => error));
    }
  };
  await world.sync();
  expect(refused).toMatchObject([{ code: "runUnderWay" }, { code: "runUnderWay" }]);
  await queueRun(world);
  await end(world);
});

test("a re-connected source goes on with the same people, and holds its leavers once", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const ids = (await world.members()).map(({ id }) => id);
  const gone = await world.member("p30");
  await world.store.forOrganization(world.orgId, (tx) =>
    eraseMember(tx, world.engine.keyring, act(world), { memberId: gone.id, reason: null }),
  );
  const next = await newWorld(store(), vendor, world);
  const { sealing, keys } = next.engine.keyring;
  next.engine.keyring = { sealing, keys: [...keys, ...world.engine.keyring.keys] };
  expect(await end(world, next)).toMatchObject({ people: 29, records: 29, collisions: 0 });
  terminate(vendor, 1);
  next.pass(24);
  const run = await next.sync();
  expect(run).toMatchObject({
    state: "held",
    counts: { people: 30, create: 0, conflict: 0, deactivate: 0 },
    held: [{ code: "firstRun", people: 1 }],
  });
  expect((await next.members()).map(({ id }) => id)).toEqual(ids);
});

test("of an id that both have the target's own member is kept; one that was nobody's there makes way", async () => {
  const { world } = await syncedCompany(store(), 3);
  const stranger = person(1, { name: "Somebody Else", email: "other@acme.test" });
  const read = [stranger, { ...person(2), email: null }, person(3)];
  const next = await newWorld(store(), newVendor(read), world);
  expect(await next.sync()).toMatchObject({ counts: { create: 1, skip: 1, link: 1 } });
  expect(await end(world, next)).toMatchObject({ records: 1, collisions: 2 });
  next.pass(24);
  expect(await next.sync()).toMatchObject({ counts: { create: 0, conflict: 0, skip: 0 } });
  const claims = (await next.members()).map(({ identities }) =>
    identities.map(({ externalId }) => externalId).join(),
  );
  expect(claims.toSorted()).toEqual(["", "p1", "p2", "p3"]);
  expect((await next.member("p1")).workEmail).toBe("other@acme.test");
});

test("questions of a source that is re-connected are asked there, and those that were answered are not", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  vendor.people.push(person(31, { email: "p1@acme.test" }));
  vendor.people.push(person(41, { email: "x@acme.test" }), person(51, { email: "x@acme.test" }));
  expect(await world.sync()).toMatchObject({ counts: { conflict: 3 } });
  await world.store.forOrganization(world.orgId, async (tx) => {
    const asked = (await listConflicts(tx)).filter(({ externalId }) => externalId === "p31");
    const ids = asked.map(({ id }) => id);
    await decideConflicts(tx, world.engine.keyring, act(world), { ids, decision: "ignore", reason: null });
  });
  const next = await newWorld(store(), vendor, world);
  await end(world, next);
  next.pass(24);
  expect(await next.sync()).toMatchObject({ counts: { create: 0, conflict: 2 } });
  const asked = await next.store.forOrganization(next.orgId, (tx) => listConflicts(tx));
  expect(asked.map(({ externalId }) => externalId).toSorted()).toEqual(["p41", "p51"]);
});

test("who was out by a deleted integration comes back by any source that claims them", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  terminate(vendor, 1);
  world.pass(24);
  await world.sync();
  const leaver = (await world.members()).find(({ status }) => status === "deactivated");
  const next = await newWorld(store(), vendor, world);
  expect(await end(world, next)).toMatchObject({ deactivations: 1 });
  const record = (): ReturnType<typeof readMemberRecord> =>
    world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, leaver?.id ?? 0, 10));
  expect((await record())?.deactivations).toMatchObject([{ integration: null, closedAt: null }]);
  vendor.people = staff(3);
  next.pass(24);
  await next.sync();
  expect((await record())?.deactivations).toMatchObject([{ closedAt: expect.any(Date) }]);
});

test("who had left one source waits for a person once the other that kept them is released", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const other = await newWorld(store(), newVendor([person(1, { id: "q1" }), person(2, { id: "q2" })]), world);
  expect((await other.sync()).counts).toMatchObject({ link: 2 });
  terminate(vendor, 1);
  expect((await world.sync()).counts).toMatchObject({ deactivate: 0, update: 1 });
  await end(other);
  const run = await world.sync();
  expect(run).toMatchObject({ state: "held", held: [{ code: "nobodyClaims", people: 1 }] });
  expect(await world.sync()).toMatchObject({ state: "held", held: [{ code: "nobodyClaims", people: 1 }] });
  expect(await world.member("p1")).toMatchObject({ status: "staged" });
  const selection = { people: [{ text: "p1", emailKey: "" }] };
  await world.store.forOrganization(world.orgId, (tx) =>
    approveHolds(tx, act(world), { runId: run.id, selection, reason: null }),
  );
  expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
  expect(await world.member("p2")).toMatchObject({ status: "staged" });
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
});

test("who is employed again while nobody claims them waits for nothing any more", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const other = await newWorld(store(), newVendor([person(1, { id: "q1" })]), world);
  await other.sync();
  // Gone without a word, and found missing twice.
  vendor.people.shift();
  await world.sync();
  world.pass(13);
  await world.sync();
  await end(other);
  expect(await world.sync()).toMatchObject({ state: "held", held: [{ code: "nobodyClaims", people: 1 }] });
  vendor.people.unshift(person(1));
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { held: 0 } });
  expect(await world.member("p1")).toMatchObject({ status: "staged", identities: [{ claim: "employed" }] });
});

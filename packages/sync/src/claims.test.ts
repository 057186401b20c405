import { approveHolds, deactivateMember, giveRole, listHolds } from "@muster/store";
import { expect, test } from "vitest";
import { person, staff, terminate } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

function terminated(number: number): ReturnType<typeof person> {
  return person(number, { status: "terminated", end: "2026-03-01" });
}

async function approve(world: World, runId: number, text: string): Promise<void> {
  const selection = { people: [{ text, emailKey: text }] };
  await world.store.forOrganization(world.orgId, (tx) =>
    approveHolds(tx, act(world), { runId, selection, reason: null }),
  );
}

async function give(world: World, externalId: string): Promise<void> {
  const { id } = await world.member(externalId);
  await world.store.forOrganization(world.orgId, (tx) =>
    giveRole(tx, act(world), { memberIds: [id], role: "mentee" }),
  );
}

test("somebody who left by absence comes back with the very record they had", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  const before = await world.member("p1");
  vendor.hidden.set("p1", "gone");
  await world.sync();
  world.pass(13);
  await world.sync();
  expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
  vendor.hidden.clear();
  expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
  expect(await world.member("p1")).toEqual(before);
});

test("somebody whose approved termination the source takes back comes back with the very record they had", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const before = await world.member("p1");
  terminate(vendor, 6);
  const run = await world.sync();
  await approve(world, run.id, "p1");
  vendor.people = staff(30);
  expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
  expect(await world.member("p1")).toEqual(before);
});

test("a leaver whose return is planned comes back on the first day, not before", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  await give(world, "p1");
  expect(await world.member("p1")).toMatchObject({ status: "active" });
  terminate(vendor, 1);
  await world.sync();
  vendor.people[0] = person(1, { start: "2026-03-04" });
  await world.sync();
  const { status } = await world.member("p1");
  expect(["staged", "deactivated"]).toContain(status);
  world.pass(24);
  await world.sync();
  expect(await world.member("p1")).toMatchObject({ status });
  world.pass(24);
  await world.sync();
  expect(await world.member("p1")).toMatchObject({ status: "active", role: "mentee" });
});

test("a new hire who never began and is hired again waits for nothing that has come", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  vendor.people.push(person(31, { start: "2026-03-10" }));
  await world.sync();
  vendor.people[30] = terminated(31);
  await world.sync();
  vendor.people[30] = person(31, { start: "2026-03-02" });
  await world.sync();
  await give(world, "p31");
  expect(await world.member("p31")).toMatchObject({ status: "active" });
});

test("the coming of a first day does not undo a person's deactivation", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  vendor.people.push(person(4, { start: "2026-03-03" }));
  await world.sync();
  await give(world, "p4");
  const { id } = await world.member("p4");
  await world.store.forOrganization(world.orgId, (tx) =>
    deactivateMember(tx, act(world), { memberId: id, reason: "never came" }),
  );
  world.pass(24);
  await world.sync();
  expect(await world.member("p4")).toMatchObject({ status: "deactivated" });
});

test("a leaver's hold ends when the source employs them, though their new address is somebody else's", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  vendor.people = staff(30);
  vendor.people[0] = person(1, { email: "p9@acme.test" });
  expect((await world.sync()).counts).toMatchObject({ conflict: 1 });
  expect(await world.store.forOrganization(world.orgId, (tx) => listHolds(tx, run.id))).toEqual([]);
});

test("a dry run counts people about whom somebody has been asked as held", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 6);
  const run = await world.sync();
  await approve(world, run.id, "p1");
  const dry = await world.sync({ dryRun: true });
  const real = await world.sync();
  expect(real).toMatchObject({ state: "held", counts: { deactivate: 0, held: 5 } });
  expect({ state: dry.state, counts: dry.counts, held: dry.held }).toEqual({
    state: real.state,
    counts: real.counts,
    held: real.held,
  });
});

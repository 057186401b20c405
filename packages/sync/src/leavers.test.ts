import { approveHolds, listHolds, rejectHolds, type Hold } from "@muster/store";
import { describe, expect, test } from "vitest";
import { newVendor, person, staff, terminate } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

async function deactivated(world: World): Promise<string[]> {
  const members = await world.members();
  return members.flatMap((member) =>
    member.status === "deactivated" ? member.identities.map((identity) => identity.externalId) : [],
  );
}

function holdsOf(world: World, runId: number): Promise<Hold[]> {
  return world.store.forOrganization(world.orgId, (tx) => listHolds(tx, runId));
}

function decide(
  world: World,
  runId: number,
  verb: typeof approveHolds,
  people: readonly string[],
): Promise<Hold[]> {
  const selection = { people: people.map((text) => ({ text, emailKey: text })) };
  return world.store.forOrganization(world.orgId, (tx) =>
    verb(tx, act(world), { runId, selection, reason: null }),
  );
}

describe("a person whom the vendor calls terminated", () => {
  test("is deactivated at the first look and keeps the row's data, though the vendor blanks it", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01", email: null, department: null });
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
    const leaver = await world.member("p1");
    expect(leaver).toMatchObject({ status: "deactivated", workEmail: "p1@acme.test", department: "Sales" });
    expect(leaver.identities).toMatchObject([{ claim: "left" }]);
  });

  test("comes back to the earlier status when shown employed again", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const before = await world.member("p1");
    terminate(vendor, 1);
    await world.sync();
    vendor.people[0] = person(1, { start: "2026-03-02" });
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
    expect(await world.member("p1")).toMatchObject({ id: before.id, status: before.status });
  });

  test("waits for a person with all the others when they are too many, while the rest is applied", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    vendor.people.push(person(31));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { create: 1, held: 6 } });
    expect(run.held).toMatchObject([{ code: "terminations", people: 6, base: 30 }]);
    expect(await deactivated(world)).toEqual([]);
    expect(await holdsOf(world, run.id)).toHaveLength(6);
  });

  test("on approval by name is deactivated, and exactly that one", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    const run = await world.sync();
    await decide(world, run.id, approveHolds, ["p2@acme.test", "p3"]);
    expect(await deactivated(world)).toEqual(["p2", "p3"]);
    const again = await world.sync();
    expect(again).toMatchObject({ state: "held", counts: { deactivate: 0, held: 4 } });
    expect(again.held).toMatchObject([{ code: "terminations", people: 4 }]);
  });

  test("once rejected is not asked about again until seen employed", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    const run = await world.sync();
    await decide(world, run.id, rejectHolds, ["p1", "p2", "p3", "p4", "p5", "p6"]);
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
    vendor.people = staff(30);
    await world.sync();
    terminate(vendor, 1);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
  });

  test("who is employed again in the next read leaves the queue", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    const run = await world.sync();
    vendor.people = staff(30);
    const next = await world.sync();
    expect(next.state).toBe("succeeded");
    expect(await holdsOf(world, run.id)).toEqual([]);
  });

  test("whose evidence changed is the newer run's question, and the older run decides nothing of it", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    const run = await world.sync();
    vendor.people[0] = person(1, { status: "terminated", end: "2026-02-01" });
    const next = await world.sync();
    expect(await holdsOf(world, run.id)).toHaveLength(5);
    expect(await holdsOf(world, next.id)).toHaveLength(6);
    await expect(decide(world, run.id, approveHolds, ["p1"])).rejects.toMatchObject({ code: "notHeld" });
    await decide(world, next.id, approveHolds, ["p1"]);
    expect(await deactivated(world)).toEqual(["p1"]);
  });

  test("cannot be approved by a name that the run does not hold; nobody is decided on", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    const run = await world.sync();
    await expect(decide(world, run.id, approveHolds, ["p1", "p9"])).rejects.toMatchObject({
      code: "notHeld",
    });
    expect(await deactivated(world)).toEqual([]);
  });
});

describe("a person whom a certified read misses", () => {
  test("is a suspect at first and leaves after a second look, 12 hours on, that the by-id look confirms", async () => {
    const { world, vendor } = await syncedCompany(store(), 300);
    vendor.hidden.set("p1", "gone");
    expect((await world.sync()).counts).toMatchObject({ suspect: 1, deactivate: 0 });
    expect((await world.member("p1")).identities).toMatchObject([{ claim: "suspect" }]);
    world.pass(11);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
    expect(vendor.looks).toEqual([]);
    world.pass(1);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
    expect(await deactivated(world)).toEqual(["p1"]);
  });

  test.each(["found", "forbidden"] as const)("stays when the by-id look says %s", async (answer) => {
    const { world, vendor } = await syncedCompany(store(), 300);
    vendor.hidden.set("p1", answer);
    await world.sync();
    world.pass(13);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
    expect(vendor.looks).toEqual(["p1"]);
    const claim = answer === "found" ? "employed" : "suspect";
    expect((await world.member("p1")).identities).toMatchObject([{ claim }]);
    expect(await deactivated(world)).toEqual([]);
  });

  test("is cleared by any sighting", async () => {
    const { world, vendor } = await syncedCompany(store(), 300);
    vendor.hidden.set("p1", "gone");
    await world.sync();
    vendor.hidden.clear();
    await world.sync();
    expect((await world.member("p1")).identities).toMatchObject([{ claim: "employed" }]);
    vendor.hidden.set("p1", "gone");
    world.pass(13);
    expect((await world.sync()).counts).toMatchObject({ suspect: 1, deactivate: 0 });
  });

  test("among too many waits from the first look on; a person's word stands for the second", async () => {
    const { world, vendor } = await syncedCompany(store(), 100);
    for (let number = 1; number <= 10; number++) vendor.hidden.set(`p${number}`, "gone");
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { suspect: 10, held: 10 } });
    expect(run.held).toMatchObject([{ code: "absences", people: 10, base: 100 }]);
    await decide(world, run.id, approveHolds, ["p4"]);
    expect(await deactivated(world)).toEqual(["p4"]);
    world.pass(24);
    expect(await world.sync()).toMatchObject({ state: "held", counts: { deactivate: 0, held: 9 } });
    expect(await deactivated(world)).toEqual(["p4"]);
  });

  test("whose hold a person sees after the people are back can no longer be approved", async () => {
    const { world, vendor } = await syncedCompany(store(), 100);
    for (let number = 1; number <= 10; number++) vendor.hidden.set(`p${number}`, "gone");
    const run = await world.sync();
    vendor.totalOff = 3;
    await world.sync();
    await expect(decide(world, run.id, approveHolds, ["p4"])).rejects.toMatchObject({ code: "holdOutdated" });
  });
});

test("somebody who never became a member is no part of the base, and missed by nobody", async () => {
  const strangers = [101, 102, 103, 104].map((number) => person(number, { email: null }));
  const vendor = newVendor([...staff(20), ...strangers]);
  const world = await newWorld(store(), vendor);
  await world.sync();
  vendor.people = staff(20);
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { suspect: 0, held: 0 } });
  terminate(vendor, 6);
  expect((await world.sync()).held).toMatchObject([{ code: "terminations", people: 6, base: 20 }]);
});

describe("a read that proves nothing", () => {
  test("creates and updates but misses nobody when the vendor's total differs", async () => {
    const { world, vendor } = await syncedCompany(store(), 20);
    vendor.people = [...staff(19), person(40)];
    vendor.totalOff = 1;
    const run = await world.sync();
    expect(run).toMatchObject({ state: "succeeded", certificate: "none", reasonCode: "totalDiffers" });
    expect(run.counts).toMatchObject({ create: 1, suspect: 0 });
  });

  test("holds everything when nobody is there any more, however the vendor counts", async () => {
    const { world, vendor } = await syncedCompany(store(), 20);
    vendor.people = [];
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
    expect((await world.members()).every((member) => member.identities[0]?.claim === "employed")).toBe(true);
  });

  test("lets a person decide about absence when the vendor lists leavers but gave no total", async () => {
    const { world, vendor } = await syncedCompany(store(), 300);
    vendor.totalOff = null;
    vendor.hidden.set("p1", "gone");
    expect(await world.sync()).toMatchObject({ state: "succeeded", certificate: "walked" });
    world.pass(13);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "absenceUncounted" }] });
    expect(await deactivated(world)).toEqual([]);
  });

  test("counts a person with a NUL in the name as present, and loses nobody else", async () => {
    const { world, vendor } = await syncedCompany(store(), 20);
    vendor.people[0] = person(1, { name: "Per\0son" });
    vendor.people[1] = person(2, { name: "New name" });
    const run = await world.sync();
    expect(run).toMatchObject({ certificate: "counted", counts: { reject: 1, update: 1, suspect: 0 } });
    expect(await world.member("p1")).toMatchObject({ firstName: "Person 1" });
  });

  test("takes one of two equal records, and neither of two that differ, and misses nobody", async () => {
    const { world, vendor } = await syncedCompany(store(), 20);
    vendor.people.push(person(1), person(2, { name: "Somebody else" }));
    const run = await world.sync();
    expect(run).toMatchObject({ certificate: "none", counts: { people: 20, reject: 1, suspect: 0 } });
    expect(await world.member("p2")).toMatchObject({ firstName: "Person 2" });
  });

  test("an empty list is empty though a look by id finds somebody, and lets nobody go", async () => {
    const { world, vendor } = await syncedCompany(store(), 3);
    vendor.hidden.set("p1", "gone").set("p2", "found");
    expect((await world.sync()).counts).toMatchObject({ suspect: 2 });
    world.pass(13);
    vendor.hidden.set("p3", "gone");
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
    expect(await world.member("p1")).toMatchObject({ status: "staged" });
  });
});

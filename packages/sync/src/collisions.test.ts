import { approveHolds, type FeedEntry, FEED_START, listHolds, readFeed } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, type Person, person, staff, type Vendor } from "./testing/vendor.ts";
import { newWorld, useStore, type World } from "./testing/world.ts";

describe.each(engineServers)("work e-mails that meet in one plan on %s", (server) => {
  const store = useStore(server);

  /** Members `p1 … pN`, each with the address of that name. */
  async function synced(count: number): Promise<{ world: World; vendor: Vendor }> {
    const vendor = newVendor(staff(count));
    const world = await newWorld(store(), vendor);
    await world.sync();
    return { world, vendor };
  }

  /** Who wants whose address: `{ 1: 2 }` gives p1 the address of p2. */
  function want(vendor: Vendor, wishes: Record<number, number | string>): void {
    for (const [number, wish] of Object.entries(wishes)) {
      const email = typeof wish === "number" ? `p${wish}@acme.test` : wish;
      vendor.people[Number(number) - 1] = person(Number(number), { email });
    }
  }

  async function emails(world: World): Promise<Record<string, string | null>> {
    const members = await world.members();
    return Object.fromEntries(members.map((one) => [one.identities[0]?.externalId ?? "", one.workEmail]));
  }

  const address = (number: number): string => `p${number}@acme.test`;

  async function conflictsOf(world: World): Promise<(string | null)[]> {
    const feed = await world.store.forOrganization(world.orgId, (tx) => readFeed(tx, FEED_START, 1_000));
    const conflicts = feed.filter((entry: FeedEntry) => entry.action === "conflict");
    return conflicts.map((entry) => entry.externalId).toSorted((a, b) => String(a).localeCompare(String(b)));
  }

  test("change hands in a cycle of three, and everybody stays who they are", async () => {
    const { world, vendor } = await synced(4);
    const ids = (await world.members()).map((member) => member.id);
    want(vendor, { 1: 2, 2: 3, 3: 1 });
    expect((await world.sync()).counts).toMatchObject({ update: 3, conflict: 0, unchanged: 1 });
    expect(await emails(world)).toEqual({ p1: address(2), p2: address(3), p3: address(1), p4: address(4) });
    expect((await world.members()).map((member) => member.id)).toEqual(ids);
  });

  test("pass along a chain whose last address nobody has", async () => {
    const { world, vendor } = await synced(3);
    want(vendor, { 1: 2, 2: 3, 3: "new@acme.test" });
    vendor.people.push(person(4, { email: address(1) }));
    expect((await world.sync()).counts).toMatchObject({ update: 3, create: 1, conflict: 0 });
    expect(await emails(world)).toEqual({
      p1: address(2),
      p2: address(3),
      p3: "new@acme.test",
      p4: address(1),
    });
  });

  test("stay where they are along a chain whose last address somebody keeps", async () => {
    const { world, vendor } = await synced(4);
    want(vendor, { 1: 2, 2: 3, 3: 4 });
    vendor.people.push(person(5, { email: address(1) }));
    expect((await world.sync()).counts).toMatchObject({ update: 0, create: 0, conflict: 4, unchanged: 1 });
    expect(await emails(world)).toEqual({ p1: address(1), p2: address(2), p3: address(3), p4: address(4) });
    expect(await conflictsOf(world)).toEqual(["p1", "p2", "p3", "p5"]);
    // The one who was in the way goes elsewhere: everybody behind moves up.
    want(vendor, { 4: "new@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ update: 4, create: 1, conflict: 0 });
    expect(await emails(world)).toEqual({
      p1: address(2),
      p2: address(3),
      p3: address(4),
      p4: "new@acme.test",
      p5: address(1),
    });
    expect((await world.sync()).counts).toMatchObject({ update: 0, conflict: 0, unchanged: 5 });
  });

  test("that two want are neither's, and a conflict once solved leaves nothing behind", async () => {
    const { world, vendor } = await synced(3);
    want(vendor, { 1: "one@acme.test", 2: "ONE@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ conflict: 2, update: 0 });
    expect((await world.sync()).counts).toMatchObject({ conflict: 2, update: 0 });
    expect(await conflictsOf(world)).toEqual(["p1", "p2"]);
    want(vendor, { 2: 2 });
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, update: 1 });
    expect(await emails(world)).toMatchObject({ p1: "one@acme.test", p2: address(2) });
    want(vendor, { 2: "one@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ conflict: 1, update: 0 });
  });

  test("change in case or in how a letter is written without meeting anybody", async () => {
    const { world, vendor } = await synced(2);
    want(vendor, { 1: "P1@ACME.test", 2: "zoe\u0308@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ update: 2, conflict: 0 });
    want(vendor, { 1: 1, 2: "ZOË@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ update: 2, conflict: 0 });
    expect(await emails(world)).toEqual({ p1: address(1), p2: "ZOË@acme.test" });
    want(vendor, { 1: "zoë@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ update: 0, conflict: 1 });
  });

  test("that a leaver had are not passed to a newcomer, nor given up by a rehire", async () => {
    const { world, vendor } = await synced(30);
    vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
    vendor.people.push(person(31, { email: address(1) }));
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, create: 0, conflict: 1 });
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, create: 0, conflict: 1 });
    expect((await world.member("p1")).workEmail).toBe(address(1));
    vendor.people[0] = person(1);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, conflict: 1 });
    expect(await world.member("p1")).toMatchObject({ workEmail: address(1), status: "staged" });
  });

  test("keep a rehire out until the address is free again, and without one as they were", async () => {
    const { world, vendor } = await synced(30);
    vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
    await world.sync();
    vendor.people[0] = person(1, { email: address(2) });
    expect((await world.sync()).counts).toMatchObject({ reactivate: 0, conflict: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "deactivated", workEmail: address(1) });
    expect((await world.member("p1")).identities).toMatchObject([{ claim: "left" }]);
    want(vendor, { 1: 1 });
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, conflict: 0 });
  });

  test("that somebody gives up only when let through are asked for, and not put off run after run", async () => {
    const { world, vendor } = await synced(30);
    vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
    await world.sync();
    await world.setPolicy({ reactivations: { people: 0, percent: 0 } });
    vendor.people[0] = person(1, { email: "moved@acme.test" });
    vendor.people.push(person(31, { email: address(1) }));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { held: 1, conflict: 1, create: 0, deferred: 0 } });
    await world.store.forOrganization(world.orgId, async (tx) => {
      const act = { orgId: world.orgId, actor: "ada", now: world.engine.now() };
      await approveHolds(tx, act, { runId: run.id, selection: { all: true }, reason: null });
    });
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, create: 1, conflict: 0, deferred: 0 });
    expect(await emails(world)).toMatchObject({ p1: "moved@acme.test", p31: address(1) });
  });

  test("of somebody who waits as a conflict do not keep the person from being missed and seen again", async () => {
    const { world, vendor } = await synced(300);
    want(vendor, { 1: 2 });
    await world.sync();
    vendor.hidden.set("p1", "gone");
    expect((await world.sync()).counts).toMatchObject({ suspect: 1, conflict: 0 });
    vendor.hidden.clear();
    expect((await world.sync()).counts).toMatchObject({ conflict: 1 });
    expect((await world.member("p1")).identities).toMatchObject([{ claim: "employed" }]);
  });

  test("of somebody who is asked about do not move, and other leavers are held beside the conflict", async () => {
    const { world, vendor } = await synced(30);
    const leavers = (people: Person[]): Person[] =>
      people.map((one, index) => (index < 7 ? { ...one, status: "terminated", end: "2026-03-01" } : one));
    vendor.people = leavers(vendor.people);
    vendor.people.push(person(31, { email: address(1) }));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { conflict: 2, held: 6 } });
    await world.store.forOrganization(world.orgId, async (tx) => {
      expect(await listHolds(tx, run.id)).toHaveLength(6);
      const act = { orgId: world.orgId, actor: "ada", now: world.engine.now() };
      await approveHolds(tx, act, { runId: run.id, selection: { all: true }, reason: null });
    });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { conflict: 2, deactivate: 0 } });
    expect(await world.member("p1")).toMatchObject({ status: "staged" });
  });
});

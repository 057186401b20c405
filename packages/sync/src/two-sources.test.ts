import {
  approveHolds,
  type Hold,
  listFlaggedMatches,
  listHolds,
  protectMember,
  reactivateMember,
  startMatches,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, person, staff, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

interface Sources {
  /** Knows the shared person as `p1`, among thirty. */
  first: World;
  /** Knows the shared person as `q1`, among twenty others. */
  second: World;
}

function terminate(vendor: Vendor, ...ids: string[]): void {
  vendor.people = vendor.people.map((one) =>
    ids.includes(one.id) ? { ...one, status: "terminated", end: "2026-03-01" } : one,
  );
}

async function claims(world: World): Promise<string[]> {
  const member = await world.member("p1");
  return [member.status, ...member.identities.map((one) => `${one.externalId} ${one.claim}`)];
}

/** Leads a run until it has ended: another apply of the organization may send it back. */
async function untilEnded(world: World): Promise<void> {
  const run = await world.sync();
  if (run.endedAt !== null) return;
  while ((await world.lead(run.id)).kind !== "ended");
}

function approve(world: World, runId: number, who: string): Promise<Hold[]> {
  const selection = { people: [{ text: who, emailKey: who }] };
  return world.store.forOrganization(world.orgId, (tx) =>
    approveHolds(tx, act(world), { runId, selection, reason: null }),
  );
}

describe.each(engineServers)("a person whom two sources claim, on %s,", (server) => {
  const store = useStore(server);

  async function newSources(): Promise<Sources> {
    const first = await newWorld(store(), newVendor(staff(30)));
    await first.sync();
    const others = Array.from({ length: 20 }, (_, index) => person(101 + index));
    const shared = person(1, { id: "q1" });
    const second = await newWorld(store(), newVendor([shared, ...others]), first);
    expect((await second.sync()).counts).toMatchObject({ create: 20, link: 1, conflict: 0 });
    return { first, second };
  }

  test("stays while one of them does, leaves with the last and comes back with either", async () => {
    const { first, second } = await newSources();
    expect(await claims(first)).toEqual(["staged", "p1 employed", "q1 employed"]);
    terminate(first.vendor, "p1");
    expect((await first.sync()).counts).toMatchObject({ deactivate: 0, update: 1 });
    expect(await claims(first)).toEqual(["staged", "p1 left", "q1 employed"]);
    terminate(second.vendor, "q1");
    expect((await second.sync()).counts).toMatchObject({ deactivate: 1 });
    expect(await claims(first)).toEqual(["deactivated", "p1 left", "q1 left"]);
    first.vendor.people[0] = person(1);
    expect((await first.sync()).counts).toMatchObject({ reactivate: 1 });
    expect(await claims(first)).toEqual(["staged", "p1 employed", "q1 left"]);
    expect((await second.sync()).counts).toMatchObject({ deactivate: 0, update: 0 });
  });

  test("waits for nobody's word, once the day of an override has passed and the other source employs them", async () => {
    const { first, second } = await newSources();
    terminate(first.vendor, "p1");
    terminate(second.vendor, "q1");
    await first.sync();
    await second.sync();
    const { id: memberId } = await first.member("p1");
    await first.store.forOrganization(first.orgId, async (tx) => {
      await reactivateMember(tx, act(first), { memberId, reason: "stays", until: "2026-03-02" });
      await protectMember(tx, act(first), { memberId, reason: null });
    });
    first.pass(24);
    const held = await first.sync();
    expect(held.held).toMatchObject([{ code: "protected", people: 1 }]);
    second.vendor.people[0] = person(1, { id: "q1" });
    await second.sync();
    expect(await first.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
    const open = await first.store.forOrganization(first.orgId, (tx) => listHolds(tx, held.id));
    expect(open).toEqual([]);
    expect(await claims(first)).toEqual(["staged", "p1 left", "q1 employed"]);
  });

  test("is not missed while the other source sees them, though the first has lost them for good", async () => {
    const { first } = await newSources();
    first.vendor.hidden.set("p1", "gone");
    await first.sync();
    first.pass(13);
    expect((await first.sync()).counts).toMatchObject({ deactivate: 0, update: 1 });
    expect(await claims(first)).toEqual(["staged", "p1 left", "q1 employed"]);
  });

  test("is not out while the other source merely cannot find them", async () => {
    const { first, second } = await newSources();
    second.vendor.hidden.set("q1", "gone");
    await second.sync();
    terminate(first.vendor, "p1");
    await first.sync();
    expect(await claims(first)).toEqual(["staged", "p1 left", "q1 suspect"]);
    second.pass(13);
    expect((await second.sync()).counts).toMatchObject({ deactivate: 1 });
    expect(await claims(first)).toEqual(["deactivated", "p1 left", "q1 left"]);
  });

  test("is out when both let go in runs that apply at once", async () => {
    const { first, second } = await newSources();
    for (let round = 0; round < 3; round += 1) {
      first.vendor.people[0] = person(1, { status: "terminated", end: "2026-03-01" });
      second.vendor.people[0] = person(1, { id: "q1", status: "terminated", end: "2026-03-01" });
      await Promise.all([untilEnded(first), untilEnded(second)]);
      expect(await claims(first)).toEqual(["deactivated", "p1 left", "q1 left"]);
      first.vendor.people[0] = person(1);
      second.vendor.people[0] = person(1, { id: "q1" });
      await Promise.all([untilEnded(first), untilEnded(second)]);
      expect(await claims(first)).toEqual(["staged", "p1 employed", "q1 employed"]);
    }
  });

  test("stays when an admin approves what one source says, and loses no match over it", async () => {
    const { first, second } = await newSources();
    terminate(second.vendor, "q1");
    await second.sync();
    terminate(first.vendor, "p1", "p2", "p3", "p4", "p5", "p6");
    const run = await first.sync();
    expect(run).toMatchObject({ state: "held", counts: { held: 6 } });
    second.vendor.people[0] = person(1, { id: "q1" });
    await second.sync();
    const [one, two] = [await first.member("p1"), await first.member("p2")];
    await store().forOrganization(first.orgId, (tx) =>
      startMatches(tx, {
        orgId: first.orgId,
        pairs: [{ mentorId: one.id, menteeId: two.id }],
        startedOn: "2026-03-02",
        meetingsEach: 0,
        goalsEach: 0,
      }),
    );
    const flagged = async (): Promise<string[]> => {
      const matches = await store().forOrganization(first.orgId, (tx) => listFlaggedMatches(tx));
      return matches.map((match) => String(match.leaverId));
    };
    expect(await approve(first, run.id, "p1")).toHaveLength(1);
    expect(await claims(first)).toEqual(["staged", "p1 left", "q1 employed"]);
    expect(await flagged()).toEqual([]);
    await approve(first, run.id, "p2");
    expect(await first.member("p2")).toMatchObject({ status: "deactivated" });
    expect(await flagged()).toEqual([String(two.id)]);
    terminate(second.vendor, "q1");
    expect((await second.sync()).counts).toMatchObject({ deactivate: 1 });
    expect(await claims(first)).toEqual(["deactivated", "p1 left", "q1 left"]);
  });
});

import {
  deactivateMember,
  listHolds,
  listFlaggedMatches,
  type MemberRecord,
  reactivateMember,
  type Reactivated,
  readMemberRecord,
  startMatches,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { person, staff, terminate } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

async function deactivate(world: World, externalId: string): Promise<boolean> {
  const { id: memberId } = await world.member(externalId);
  return world.store.forOrganization(world.orgId, (tx) =>
    deactivateMember(tx, act(world), { memberId, reason: "asked for it" }),
  );
}

async function reactivate(
  world: World,
  externalId: string,
  until: string | null = null,
): Promise<Reactivated> {
  const { id: memberId } = await world.member(externalId);
  return world.store.forOrganization(world.orgId, (tx) =>
    reactivateMember(tx, act(world), { memberId, until, reason: "works on" }),
  );
}

async function record(world: World, externalId: string): Promise<MemberRecord> {
  const { id } = await world.member(externalId);
  const found = await world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, id, 50));
  if (!found) throw new Error(`nobody is ${externalId}`);
  return found;
}

async function standing(world: World, externalId = "p1"): Promise<[string, string | undefined]> {
  const { status, identities } = await world.member(externalId);
  return [status, identities[0]?.claim];
}

describe.each(engineServers)("on %s", (server) => {
  const store = useStore(server);

  describe("a member whom a person deactivated", () => {
    test("stays out whatever the source says, until a person brings them back", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      expect(await deactivate(world, "p1")).toBe(true);
      expect(await deactivate(world, "p1")).toBe(false);
      vendor.people[0] = person(1, { department: "Legal" });
      expect((await world.sync()).counts).toMatchObject({ update: 1, reactivate: 0 });
      expect(await standing(world)).toEqual(["deactivated", "employed"]);
      terminate(vendor, 1);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
      vendor.people[0] = person(1);
      expect((await world.sync()).counts).toMatchObject({ reactivate: 0 });
      expect(await standing(world)).toEqual(["deactivated", "employed"]);
      expect(await record(world, "p1")).toMatchObject({
        deactivations: [{ cause: "admin", door: "person", priorStatus: "staged", closedAt: null }],
      });
      expect(await reactivate(world, "p1")).toEqual({ reactivated: true, overridden: false });
      expect(await standing(world)).toEqual(["staged", "employed"]);
      terminate(vendor, 1);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
    });

    test("who was out already does not come back with the source, and later comes back as before both", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      terminate(vendor, 1);
      await world.sync();
      expect(await deactivate(world, "p1")).toBe(true);
      vendor.people = staff(30);
      expect((await world.sync()).counts).toMatchObject({ reactivate: 0 });
      expect(await standing(world)).toEqual(["deactivated", "employed"]);
      await reactivate(world, "p1");
      const { deactivations } = await record(world, "p1");
      expect(deactivations).toMatchObject([
        { cause: "admin", priorStatus: "staged", closedAt: expect.any(Date) },
        { cause: "termination", closedAt: expect.any(Date) },
      ]);
      expect(await standing(world)).toEqual(["staged", "employed"]);
    });

    test("is asked about no more, and their matches wait for an admin until they are back", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      const [one, two] = [await world.member("p1"), await world.member("p9")];
      const pairs = [{ mentorId: one.id, menteeId: two.id }];
      const within = world.store.forOrganization.bind(world.store, world.orgId);
      await within((tx) =>
        startMatches(tx, {
          orgId: world.orgId,
          pairs,
          startedOn: "2026-03-02",
          meetingsEach: 1,
          goalsEach: 1,
        }),
      );
      terminate(vendor, 6);
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", counts: { held: 6 } });
      await deactivate(world, "p1");
      expect(await within((tx) => listHolds(tx, run.id))).toHaveLength(5);
      expect(await within((tx) => listFlaggedMatches(tx))).toMatchObject([{ leaverId: one.id }]);
      await reactivate(world, "p1");
      expect(await within((tx) => listFlaggedMatches(tx))).toEqual([]);
    });
  });

  describe("a leaver whom a person brought back", () => {
    async function overridden(
      until: string | null = null,
    ): Promise<Awaited<ReturnType<typeof syncedCompany>>> {
      const company = await syncedCompany(store(), 30);
      terminate(company.vendor, 1);
      await company.world.sync();
      expect(await reactivate(company.world, "p1", until)).toEqual({ reactivated: true, overridden: true });
      return company;
    }

    test("stays though the source still says that they left, corrects their dates or loses them", async () => {
      const { world, vendor } = await overridden();
      expect(await standing(world)).toEqual(["staged", "left"]);
      await world.sync();
      vendor.people[0] = person(1, { status: "terminated", end: "2026-02-01" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
      vendor.people.shift();
      await world.sync();
      world.pass(24);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
      expect(await standing(world)).toEqual(["staged", "left"]);
      expect((await record(world, "p1")).overrides).toMatchObject([
        { until: null, actor: "ada", reason: "works on", endedAt: null },
      ]);
    });

    test("is the source's again once it has shown them employed", async () => {
      const { world, vendor } = await overridden();
      vendor.people[0] = person(1);
      await world.sync();
      expect(await standing(world)).toEqual(["staged", "employed"]);
      expect((await record(world, "p1")).overrides).toMatchObject([{ endedAt: expect.any(Date) }]);
      terminate(vendor, 1);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
      expect(await standing(world)).toEqual(["deactivated", "left"]);
    });

    test.each(["still lists them", "lists them no more", "changes their dates"])(
      "leaves after the last day that the person gave, while the source %s",
      async (how) => {
        const { world, vendor } = await overridden("2026-03-03");
        world.pass(24);
        expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
        if (how === "lists them no more") vendor.people.shift();
        if (how === "changes their dates") {
          vendor.people[0] = person(1, { status: "terminated", end: "2026-02-01" });
        }
        world.pass(24);
        expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
        expect(await standing(world)).toEqual(["deactivated", "left"]);
        const { deactivations, overrides, history } = await record(world, "p1");
        expect(overrides).toMatchObject([{ until: "2026-03-03", endedAt: expect.any(Date) }]);
        expect(deactivations[0]).toMatchObject({
          cause: "termination",
          priorStatus: "staged",
          closedAt: null,
        });
        expect(history[0]).toMatchObject({ action: "deactivate", reason: "overrideEnded" });
        expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
      },
    );

    test("waits for a decision after that day when too many leave at once", async () => {
      const { world, vendor } = await overridden("2026-03-02");
      world.pass(24);
      terminate(vendor, 6);
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", counts: { deactivate: 0, held: 6 } });
      expect(await standing(world)).toEqual(["staged", "left"]);
    });

    test("is back, and nobody is asked whether their source may bring them back", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      terminate(vendor, 1);
      await world.sync();
      world.pass(40 * 24);
      vendor.people[0] = person(1, { start: "2026-04-10" });
      const run = await world.sync();
      expect(run.held).toMatchObject([{ code: "returnReview", people: 1 }]);
      await reactivate(world, "p1", "2026-04-12");
      const open = await world.store.forOrganization(world.orgId, (tx) => listHolds(tx, run.id));
      expect(open).toEqual([]);
      expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 1 } });
      expect(await standing(world)).toEqual(["staged", "employed"]);
      world.pass(48);
      expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
    });

    test("keeps their account from whoever is given their address next", async () => {
      const { world, vendor } = await overridden("2026-03-20");
      vendor.people.push(person(1, { id: "n1", name: "Somebody Else", start: "2026-03-02" }));
      expect((await world.sync()).counts).toMatchObject({ link: 0, conflict: 1 });
      const { identities } = await world.member("p1");
      expect(identities.map(({ externalId }) => externalId)).toEqual(["p1"]);
    });

    test("may be given another last day, and deactivated by a person again", async () => {
      const { world } = await overridden("2026-03-02");
      expect(await reactivate(world, "p1", "2026-03-10")).toEqual({ reactivated: false, overridden: true });
      world.pass(48);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
      expect(await deactivate(world, "p1")).toBe(true);
      expect((await record(world, "p1")).overrides.map(({ endedAt }) => endedAt !== null)).toEqual([
        true,
        true,
      ]);
    });
  });
});

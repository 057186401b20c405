import type { PartialPolicy } from "@muster/roster";
import {
  approveHolds,
  deactivateMember,
  giveRole,
  type Hold,
  inviteMember,
  listHolds,
  protectMember,
  pinField,
  reactivateMember,
  readMemberRecord,
  rejectHolds,
  replacePolicy,
  type RunRecord,
  unprotectMember,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { undo } from "./testing/undoing.ts";
import { newVendor, person, terminate, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";

/** Changes of the policy that hold nobody: the numbers are those of the test worlds. */
async function setPolicy(world: World, policy: PartialPolicy): Promise<void> {
  await world.store.forOrganization(world.orgId, (tx) =>
    replacePolicy(tx, world.integration.id, { ...LENIENT, ...policy }),
  );
}

const LENIENT: PartialPolicy = {
  terminations: { people: 100, smallPeople: 100 },
  sevenDays: { people: 100 },
  groups: { half: 1_000, all: 1_000 },
  reactivations: { people: 100 },
  creates: { people: 100 },
};

async function companyWith(world: World, policy: PartialPolicy): Promise<void> {
  await setPolicy(world, policy);
  // The first run after a change of the policy holds the leavers it has; it has none.
  await world.sync();
}

function holdsOf(world: World, run: RunRecord): Promise<Hold[]> {
  return world.store.forOrganization(world.orgId, (tx) => listHolds(tx, run.id));
}

type Selection = Parameters<typeof approveHolds>[2]["selection"];

async function decide(
  world: World,
  run: RunRecord,
  who: string,
  how: typeof approveHolds | typeof rejectHolds = approveHolds,
): Promise<string[]> {
  const selection: Selection = who === "all" ? { all: true } : { people: [{ text: who, emailKey: who }] };
  const holds = await world.store.forOrganization(world.orgId, (tx) =>
    how(tx, act(world), { runId: run.id, selection, reason: null }),
  );
  return holds.map(({ externalId }) => externalId);
}

async function within<T>(
  world: World,
  externalId: string,
  work: (tx: Parameters<typeof giveRole>[0], memberId: number) => Promise<T>,
): Promise<T> {
  const { id } = await world.member(externalId);
  return world.store.forOrganization(world.orgId, (tx) => work(tx, id));
}

async function standing(world: World, externalId: string): Promise<object> {
  const { status, role, identities } = await world.member(externalId);
  const record = await within(world, externalId, (tx, id) => readMemberRecord(tx, id, 5));
  return { status, role, waits: record?.waits, claim: identities[0]?.claim };
}

async function causes(world: World, externalId: string): Promise<unknown[]> {
  const record = await within(world, externalId, (tx, id) => readMemberRecord(tx, id, 5));
  return (record?.deactivations ?? []).map(({ cause, closedAt }) => [cause, closedAt === null]);
}

function put(vendor: Vendor, number: number, change: Parameters<typeof person>[1]): void {
  vendor.people[number - 1] = person(number, change);
}

describe.each(engineServers)("on %s", (server) => {
  const store = useStore(server);

  describe("a new member", () => {
    test("is invited at once where the policy gives a role, and waits for the first day before it", async () => {
      const vendor = newVendor([person(1), person(2, { start: "2026-03-04" })]);
      const world = await newWorld(store(), vendor);
      await setPolicy(world, { newMembers: { role: "mentee", status: "invited" } });
      await world.sync();
      expect(await standing(world, "p1")).toMatchObject({ status: "invited", role: "mentee", waits: [] });
      expect(await standing(world, "p2")).toMatchObject({
        status: "staged",
        role: "mentee",
        waits: ["start"],
      });
      world.pass(48);
      expect((await world.sync()).counts).toMatchObject({ advance: 1 });
      expect(await standing(world, "p2")).toMatchObject({ status: "invited", waits: [] });
    });

    test("without a role waits for one, and becomes then what the policy says by that time", async () => {
      const { world } = await syncedCompany(store(), 3);
      const roleFor = (id: string): Promise<number> =>
        within(world, id, (tx, memberId) =>
          giveRole(tx, act(world), { memberIds: [memberId], role: "mentor" }),
        );
      expect(await standing(world, "p1")).toMatchObject({ status: "staged", waits: ["role"] });
      await setPolicy(world, { newMembers: { role: "both", status: "invited" } });
      await world.sync();
      expect(await standing(world, "p1")).toMatchObject({ status: "staged", role: "none", waits: ["role"] });
      await roleFor("p1");
      expect(await standing(world, "p1")).toMatchObject({ status: "invited", role: "mentor", waits: [] });
      await setPolicy(world, { newMembers: { status: "staged" } });
      await roleFor("p2");
      expect(await standing(world, "p2")).toMatchObject({ status: "staged", waits: ["invite"] });
      const invite = (id: string): Promise<boolean> =>
        within(world, id, (tx, memberId) => inviteMember(tx, act(world), memberId));
      expect(await invite("p2")).toBe(true);
      expect(await standing(world, "p2")).toMatchObject({ status: "invited", waits: [] });
      expect(await invite("p3")).toBe(false);
      expect(await standing(world, "p3")).toMatchObject({ status: "staged", waits: ["role"] });
    });
  });

  describe("a protected member", () => {
    test("is proposed to leave and approved by name only, while others leave", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, {});
      const protect = (tx: Parameters<typeof protectMember>[0], memberId: number): Promise<boolean> =>
        protectMember(tx, act(world), { memberId, reason: "owner" });
      expect(await within(world, "p1", protect)).toBe(true);
      expect(await within(world, "p1", protect)).toBe(false);
      terminate(vendor, 2);
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "protected", people: 1 }] });
      expect(await world.member("p2")).toMatchObject({ status: "deactivated" });
      expect(await holdsOf(world, run)).toMatchObject([{ externalId: "p1", protected: true }]);
      expect(await decide(world, run, "all")).toEqual([]);
      expect(await world.member("p1")).toMatchObject({ status: "staged" });
      expect(await decide(world, run, "p1")).toEqual(["p1"]);
      expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
    });

    test("is one like any other again once the protection is lifted", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, {});
      await within(world, "p1", (tx, memberId) => protectMember(tx, act(world), { memberId, reason: null }));
      terminate(vendor, 1);
      await world.sync();
      expect(await within(world, "p1", (tx, id) => unprotectMember(tx, act(world), id))).toBe(true);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1, held: 0 });
    });
  });

  describe("somebody outside of the scope", () => {
    test("is never made a member, is counted, and becomes one when the policy takes them in", async () => {
      const vendor = newVendor([
        person(1),
        person(2, { department: "Legal" }),
        person(3, { department: null }),
      ]);
      const world = await newWorld(store(), vendor);
      await setPolicy(world, { scope: { departments: [" sales"] } });
      expect((await world.sync()).counts).toMatchObject({ people: 3, create: 1, skip: 2 });
      expect((await world.sync()).counts).toMatchObject({ people: 3, create: 0, skip: 2 });
      await setPolicy(world, { scope: { departments: ["Sales", "Legal"] } });
      expect((await world.sync()).counts).toMatchObject({ create: 1, skip: 1 });
    });

    test("waits for a person's word, leaves with a cause of its own, and comes back with the scope", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { scope: { excludeDepartments: ["Legal"] } });
      put(vendor, 1, { department: "Legal" });
      put(vendor, 2, { department: "Legal" });
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "outOfScope", people: 2 }] });
      expect(await standing(world, "p1")).toMatchObject({ status: "staged", claim: "employed" });
      await decide(world, run, "p1");
      await decide(world, run, "p2", rejectHolds);
      expect(await standing(world, "p1")).toMatchObject({ status: "deactivated", claim: "left" });
      expect(await causes(world, "p1")).toEqual([["outOfScope", true]]);
      expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0 } });
      world.pass(24 * 90);
      put(vendor, 1, {});
      expect((await world.sync()).counts).toMatchObject({ reactivate: 1, held: 0 });
      expect(await causes(world, "p1")).toEqual([["outOfScope", false]]);
      // What was decided about the scope says nothing about an end of the employment.
      put(vendor, 2, { department: "Legal", status: "terminated", end: "2026-03-01" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
      expect(await causes(world, "p2")).toEqual([["termination", true]]);
    });

    test("by a change of the policy is held whatever the policy lets pass, the unchanged included", async () => {
      const { world } = await syncedCompany(store(), 30);
      await setPolicy(world, { scope: { excludeDepartments: ["Sales"] }, outOfScope: "auto" });
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "configChanged", people: 30 }] });
      expect((await holdsOf(world, run)).map(({ cause }) => cause)).toEqual(Array(30).fill("outOfScope"));
      await setPolicy(world, {});
      expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 0, held: 0 } });
    });

    test("leaves at once where the policy says so, counted by the gate like other leavers", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      const terminations = { people: 2, percent: 5 };
      await companyWith(world, {
        scope: { excludeDepartments: ["Legal"] },
        outOfScope: "auto",
        terminations,
      });
      put(vendor, 1, { department: "Legal" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1, held: 0 });
      for (const number of [2, 3, 4]) put(vendor, number, { department: "Legal" });
      expect(await world.sync()).toMatchObject({
        state: "held",
        held: [{ code: "terminations", people: 3 }],
      });
    });

    test("is whom the source says so of: a field it does not return takes nobody out", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { scope: { departments: ["Sales"] }, outOfScope: "auto", fieldPoints: 100 });
      vendor.restricted = ["department"];
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0, held: 0 });
    });

    test("is nobody whose field is emptied for many, as long as that waits for a person", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { scope: { departments: ["Sales"] }, outOfScope: "auto", fieldPoints: 5 });
      for (let number = 1; number <= 4; number += 1) put(vendor, number, { department: null });
      for (const mode of ["full", "full", "changes"] as const) {
        // The same people by another record: those who come by changes alone are under the same hold.
        if (mode === "changes") put(vendor, 1, { department: null, number: "7" });
        expect((await world.sync({ mode })).counts).toMatchObject({ deactivate: 0 });
        expect(await standing(world, "p1")).toMatchObject({ status: "staged", claim: "employed" });
      }
      expect((await world.sync()).held).toMatchObject([{ code: "fieldEmptied", people: 4 }]);
      for (let number = 1; number <= 3; number += 1) put(vendor, number, {});
      // Of one alone it is no lost right.
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1, held: 0 });
      expect(await causes(world, "p4")).toEqual([["outOfScope", true]]);
    });

    test("is nobody who stays inside by a pinned or an undone value", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await within(world, "p1", (tx, memberId) =>
        pinField(tx, act(world), { memberId, field: "department", value: "Sales" }),
      );
      put(vendor, 1, { department: "Legal" });
      put(vendor, 2, { department: "Legal" });
      const moved = await world.sync();
      await undo(world, moved);
      await companyWith(world, { scope: { departments: ["Sales"] }, outOfScope: "auto" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0, held: 0 });
      put(vendor, 2, { department: "Ops" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
      expect(await causes(world, "p2")).toEqual([["outOfScope", true]]);
    });

    test("leaves with that cause after the last day that a person gave", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { scope: { excludeDepartments: ["Legal"] }, outOfScope: "auto" });
      put(vendor, 1, { department: "Legal" });
      await world.sync();
      await within(world, "p1", (tx, memberId) =>
        reactivateMember(tx, act(world), { memberId, until: "2026-03-03", reason: "stays" }),
      );
      expect(await standing(world, "p1")).toMatchObject({ status: "staged", claim: "left" });
      world.pass(48);
      expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
      expect(await causes(world, "p1")).toEqual([
        ["outOfScope", true],
        ["outOfScope", false],
      ]);
    });

    test("of one source stays where another claims them", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { scope: { excludeDepartments: ["Legal"] }, outOfScope: "auto" });
      const other = await newWorld(world.store, newVendor([person(1, { id: "q1" })]), world);
      await other.sync();
      const { id } = await world.member("p1");
      await world.store.forOrganization(world.orgId, (tx) =>
        sql`update identities set member_id = ${id}, decision = null, reason = null
          where external_id = 'q1'`.execute(tx),
      );
      await other.sync();
      put(vendor, 1, { department: "Legal" });
      expect((await world.sync()).counts).toMatchObject({ deactivate: 0, update: 1 });
      expect(await world.member("p1")).toMatchObject({ status: "staged" });
    });
  });

  describe("somebody who is employed again", () => {
    test("comes back by themselves within the days of the policy, and after a person's word later", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, { reactivateDays: 20 });
      terminate(vendor, 2);
      await world.sync();
      world.pass(24 * 19);
      put(vendor, 1, {});
      expect((await world.sync()).counts).toMatchObject({ reactivate: 1, held: 0 });
      world.pass(24 * 2);
      put(vendor, 2, {});
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "returnReview", people: 1 }] });
      expect(await world.member("p2")).toMatchObject({ status: "deactivated" });
      await decide(world, run, "p2");
      expect((await world.sync()).counts).toMatchObject({ reactivate: 1, held: 0 });
      expect(await world.member("p2")).toMatchObject({ status: "staged" });
    });

    test("after a person deactivated them is asked about once a new episode, and comes back by approval", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, {});
      for (const id of ["p1", "p2"]) {
        await within(world, id, (tx, memberId) =>
          deactivateMember(tx, act(world), { memberId, reason: "asked for it" }),
        );
      }
      expect((await world.sync()).counts).toMatchObject({ held: 0 });
      terminate(vendor, 2);
      expect((await world.sync()).counts).toMatchObject({ held: 0 });
      put(vendor, 1, {});
      put(vendor, 2, {});
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "deactivatedByPerson", people: 2 }] });
      expect(await standing(world, "p1")).toMatchObject({ status: "deactivated", claim: "employed" });
      // It waits on, and nothing of it is news.
      expect((await world.sync()).counts).toMatchObject({ held: 2, update: 0 });
      await decide(world, run, "p1");
      expect(await world.member("p1")).toMatchObject({ status: "staged" });
      expect((await causes(world, "p1")).every((one) => JSON.stringify(one).includes("false"))).toBe(true);
      await decide(world, run, "p2", rejectHolds);
      expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { held: 0 } });
      put(vendor, 2, { status: "terminated", end: "2026-03-01" });
      await world.sync();
      put(vendor, 2, {});
      expect((await world.sync()).held).toMatchObject([{ code: "deactivatedByPerson", people: 1 }]);
      expect(await world.member("p2")).toMatchObject({ status: "deactivated" });
    });

    test("is asked about also where an undo took them out before the person did", async () => {
      const { world, vendor } = await syncedCompany(store(), 30);
      await companyWith(world, {});
      vendor.people.push(person(31));
      await undo(world, await world.sync());
      await within(world, "p31", (tx, memberId) =>
        deactivateMember(tx, act(world), { memberId, reason: "asked for it" }),
      );
      put(vendor, 31, { status: "terminated", end: "2026-03-01" });
      expect((await world.sync()).counts).toMatchObject({ held: 0 });
      put(vendor, 31, {});
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", held: [{ code: "deactivatedByPerson", people: 1 }] });
      await decide(world, run, "p31");
      expect(await world.member("p31")).toMatchObject({ status: "staged" });
    });
  });
});

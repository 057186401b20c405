import {
  approveHolds,
  approvePlan,
  listHolds,
  listPlanHolds,
  type PlanHold,
  rejectPlan,
  replacePolicy,
  type Store,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { newVendor, type Person, person, staff, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

interface Company {
  world: World;
  vendor: Vendor;
}

/** People who can log in, and thus have something to lose by another address. */
async function company(store: Store, people: number): Promise<Company> {
  const vendor = newVendor(staff(people));
  const world = await newWorld(store, vendor);
  await inside(world, (tx) => replacePolicy(tx, world.integration.id, {}));
  await world.sync();
  await inside(world, (tx) => sql`update members set status = 'active'`.execute(tx));
  return { world, vendor };
}

function inside<T>(world: World, work: Parameters<typeof world.store.forOrganization<T>>[1]): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

function moveDomain(vendor: Vendor, count: number): void {
  vendor.people = vendor.people.map((one, index) =>
    index < count ? { ...one, email: `${one.id}@newname.test` } : one,
  );
}

function decide(world: World, runId: number, work: typeof approvePlan, actor = "ada"): Promise<PlanHold[]> {
  return inside(world, (tx) => work(tx, { ...act(world), actor }, { runId, reason: null }));
}

async function statesOf(world: World, runId: number): Promise<string[]> {
  return (await inside(world, (tx) => listPlanHolds(tx, runId))).map(({ code, state }) => `${code} ${state}`);
}

describe.each(engineServers)("a plan that is held whole, on %s,", (server) => {
  const store = useStore(server);

  test("is let through once by an approval: everybody's domain moves, and everybody stays who they are", async () => {
    const { world, vendor } = await company(store(), 30);
    const before = (await world.members()).map(({ id }) => id);
    moveDomain(vendor, 30);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "emailChanges", people: 30 }] });
    expect(await decide(world, run.id, approvePlan)).toMatchObject([{ state: "approved", people: 30 }]);
    // A dry run tells what the approval will do, and leaves it.
    expect(await world.sync({ dryRun: true })).toMatchObject({ state: "succeeded", counts: { update: 30 } });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 30, create: 0 } });
    expect((await world.members()).map(({ id }) => id)).toEqual(before);
    expect(await world.member("p7")).toMatchObject({ workEmail: "p7@newname.test", status: "active" });
    expect(await statesOf(world, run.id)).toEqual(["emailChanges applied"]);
    vendor.people = vendor.people.map((one) => ({ ...one, email: `${one.id}@third.test` }));
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "emailChanges" });
  });

  test("is asked about anew where more people are meant than were approved", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 10);
    const run = await world.sync();
    await decide(world, run.id, approvePlan);
    moveDomain(vendor, 11);
    const next = await world.sync();
    expect(next).toMatchObject({ state: "held", held: [{ code: "emailChanges", people: 11 }] });
    expect(await statesOf(world, next.id)).toEqual(["emailChanges open"]);
    expect(await decide(world, run.id, approvePlan)).toEqual([]);
    await decide(world, next.id, approvePlan);
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 11 } });
  });

  test("stays approved while as many cannot be read night after night, and not once it was in order", async () => {
    const { world, vendor } = await company(store(), 30);
    const unreadable = (count: number): Person[] =>
      staff(30).map((one, at) => (at < count ? { ...one, email: "x\u0000y" } : one));
    const night = async (): Promise<string> => {
      world.pass(96);
      const { state, reasonCode } = await world.sync();
      return `${state} ${reasonCode ?? ""}`.trim();
    };
    vendor.people = unreadable(4);
    expect(await night()).toBe("held rejects");
    const [asked] = await inside(world, (tx) =>
      sql<{ id: number }>`select max(id) as id from runs`.execute(tx).then(({ rows }) => rows),
    );
    await decide(world, asked?.id ?? 0, approvePlan);
    expect((await world.sync()).state).toBe("succeeded");
    for (const count of [4, 3, 4]) {
      vendor.people = unreadable(count);
      expect(await night()).toBe("succeeded");
    }
    vendor.people = unreadable(5);
    expect(await night()).toBe("held rejects");
    vendor.people = unreadable(4);
    expect(await night()).toBe("held rejects");
    const run = await world.sync();
    await decide(world, run.id, approvePlan);
    expect((await world.sync()).state).toBe("succeeded");
    vendor.people = staff(30);
    expect(await night()).toBe("succeeded");
    vendor.people = unreadable(4);
    expect(await night()).toBe("held rejects");
  });

  test("is judged by the other rules where one is accepted", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 30);
    const run = await world.sync();
    await decide(world, run.id, approvePlan);
    vendor.people.push(...[1, 2, 3].map((number) => person(number, { name: "Somebody else" })));
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "rejects" });
    expect(await statesOf(world, run.id)).toEqual(["emailChanges approved"]);
    vendor.people = vendor.people.slice(0, 30);
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 30 } });
  });

  test("is held again where no run used the approval within three days", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 30);
    const run = await world.sync();
    await decide(world, run.id, approvePlan);
    world.pass(73);
    const next = await world.sync();
    expect(next).toMatchObject({ state: "held", reasonCode: "emailChanges" });
    expect(await inside(world, (tx) => listPlanHolds(tx, next.id))).toMatchObject([
      { state: "open", decidedBy: null },
    ]);
  });

  test("waits for nothing once the rule trips no more, but for that a run that changes something must say so", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 30);
    const run = await world.sync();
    vendor.people = staff(30);
    await world.sync({ dryRun: true });
    expect(await statesOf(world, run.id)).toEqual(["emailChanges open"]);
    await world.sync();
    expect(await statesOf(world, run.id)).toEqual(["emailChanges withdrawn"]);
    expect(await decide(world, run.id, approvePlan)).toEqual([]);
  });

  test("stays held where it is rejected, and a rejection can be taken back", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 30);
    const run = await world.sync();
    await decide(world, run.id, approvePlan);
    await decide(world, run.id, rejectPlan);
    expect(await world.sync()).toMatchObject({ state: "held" });
    expect(await statesOf(world, run.id)).toEqual(["emailChanges rejected"]);
    await decide(world, run.id, approvePlan);
    expect(await world.sync()).toMatchObject({ state: "succeeded" });
  });

  test("whose roster is empty deactivates nobody by an approval: those who are missing wait by their own rule", async () => {
    const { world, vendor } = await company(store(), 30);
    vendor.people = [];
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", reasonCode: "emptyRoster" });
    await decide(world, run.id, approvePlan);
    world.pass(13);
    const next = await world.sync();
    expect(next).toMatchObject({ state: "held", held: [{ code: "absences", people: 30 }] });
    expect((await world.members()).filter(({ status }) => status === "deactivated")).toEqual([]);
    expect(await inside(world, (tx) => listHolds(tx, next.id))).toHaveLength(30);
  });

  test("is asked about by a run of changes too, and let through by the full run that counts the same", async () => {
    const { world, vendor } = await company(store(), 30);
    moveDomain(vendor, 30);
    const run = await world.sync({ mode: "changes" });
    expect(run).toMatchObject({ mode: "changes", state: "held", reasonCode: "emailChanges" });
    await decide(world, run.id, approvePlan);
    expect(await world.sync({ mode: "changes" })).toMatchObject({ state: "held" });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 30 } });
  });

  test("of many people needs two admins, who are not the same", async () => {
    const { world, vendor } = await company(store(), 60);
    moveDomain(vendor, 60);
    const run = await world.sync();
    expect(await decide(world, run.id, approvePlan)).toMatchObject([{ state: "open", firstBy: "ada" }]);
    await expect(decide(world, run.id, approvePlan)).rejects.toMatchObject({ code: "secondAdminNeeded" });
    expect(await world.sync()).toMatchObject({ state: "held" });
    expect(await decide(world, run.id, approvePlan, "bea")).toMatchObject([
      { state: "approved", firstBy: "ada", decidedBy: "bea" },
    ]);
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 60 } });
  });
});

describe("many leavers", () => {
  const store = useStore("pg18");

  async function held(count: number): Promise<{ world: World; runId: number }> {
    const { world, vendor } = await company(store(), 80);
    vendor.people = vendor.people.map((one, index) =>
      index < count ? { ...one, status: "terminated", end: "2026-03-01" } : one,
    );
    return { world, runId: (await world.sync()).id };
  }

  function approve(world: World, runId: number, actor: string, from: number, to: number): Promise<unknown> {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const people = numbers.map((number) => ({ text: `p${number}`, emailKey: "" }));
    return inside(world, (tx) =>
      approveHolds(tx, { ...act(world), actor }, { runId, selection: { people }, reason: null }),
    );
  }

  async function out(world: World): Promise<number> {
    return (await world.members()).filter(({ status }) => status === "deactivated").length;
  }

  test("above fifty leave only when another admin has approved the same people", async () => {
    const { world, runId } = await held(60);
    await approve(world, runId, "ada", 1, 55);
    expect(await out(world)).toBe(0);
    await expect(approve(world, runId, "ada", 1, 55)).rejects.toMatchObject({ code: "secondAdminNeeded" });
    // Other people are another approval, the first of its own.
    await approve(world, runId, "bea", 1, 56);
    expect(await out(world)).toBe(0);
    await approve(world, runId, "ada", 1, 56);
    expect(await out(world)).toBe(56);
    const { rows } = await inside(world, (tx) =>
      sql`select distinct decided_by, first_by from holds where state = 'applied'`.execute(tx),
    );
    expect(rows).toEqual([{ decided_by: "ada", first_by: "bea" }]);
  });

  test("are not approved by halves", async () => {
    const { world, runId } = await held(60);
    await approve(world, runId, "ada", 1, 30);
    expect(await out(world)).toBe(30);
    await approve(world, runId, "ada", 31, 60);
    expect(await out(world)).toBe(30);
    await approve(world, runId, "bea", 31, 60);
    expect(await out(world)).toBe(60);
  });

  test("need two admins from the number on that the policy says", async () => {
    const { world, runId } = await held(20);
    await inside(world, (tx) => replacePolicy(tx, world.integration.id, { secondAdminAbove: 0 }));
    await approve(world, runId, "ada", 1, 1);
    expect(await out(world)).toBe(0);
    await approve(world, runId, "bea", 1, 1);
    expect(await out(world)).toBe(1);
  });

  test("who were approved once, three days ago, are approved anew", async () => {
    const { world, runId } = await held(60);
    await approve(world, runId, "ada", 1, 60);
    world.pass(73);
    await approve(world, runId, "bea", 1, 60);
    expect(await out(world)).toBe(0);
  });
});

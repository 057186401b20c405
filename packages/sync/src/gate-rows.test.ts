import {
  approveFields,
  approveHolds,
  listFieldHolds,
  listHolds,
  rejectHolds,
  replaceMapping,
  replacePolicy,
  type RunRecord,
  startMatches,
  type Store,
  type Tx,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { announceLeavers, changePolicy } from "./operations/change-policy.ts";
import { newVendor, person, staff, terminate, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

/** A company that was synced before, judged by the default numbers. */
async function company(store: Store, people: number): Promise<{ world: World; vendor: Vendor }> {
  const vendor = newVendor(staff(people));
  const world = await newWorld(store, vendor);
  await world.store.forOrganization(world.orgId, (tx) => replacePolicy(tx, world.integration.id, {}));
  expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { create: people } });
  return { world, vendor };
}

function inside<T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

function holdsOf(world: World, run: RunRecord): ReturnType<typeof listHolds> {
  return world.store.forOrganization(world.orgId, (tx) => listHolds(tx, run.id));
}

function approve(world: World, run: RunRecord, ...ids: string[]): Promise<unknown> {
  const people = ids.map((text) => ({ text, emailKey: "" }));
  return world.store.forOrganization(world.orgId, (tx) =>
    approveHolds(tx, act(world), { runId: run.id, selection: { people }, reason: null }),
  );
}

/** Everybody from `p{from}` to `p{to}` as `change` makes them. */
function alter(vendor: Vendor, from: number, to: number, change: Parameters<typeof person>[1]): void {
  const ids = new Set(Array.from({ length: to - from + 1 }, (_, index) => `p${from + index}`));
  vendor.people = vendor.people.map((one) => (ids.has(one.id) ? { ...one, ...change } : one));
}

const codes = (run: RunRecord): string[] => run.held.map(({ code }) => code).toSorted();

describe.each(engineServers)("the gate on %s", (server) => {
  const store = useStore(server);

  test("many joiners wait alone; the approved ones come with the next run, the others wait on", async () => {
    const { world, vendor } = await company(store(), 60);
    vendor.people = [...staff(90), person(91, { email: null })];
    alter(vendor, 1, 1, { department: "Legal" });
    const run = await world.sync();
    expect(run).toMatchObject({
      state: "held",
      counts: { create: 0, update: 1, held: 30 },
      held: [{ code: "creates", people: 30, base: 60, rule: "more than 25 people and 25 % of 60" }],
    });
    expect(await world.members()).toHaveLength(60);
    const holds = await holdsOf(world, run);
    expect(holds[0]).toMatchObject({ memberId: null, workEmail: "p61@acme.test", cause: "create" });
    await approve(world, run, "p61", "p62");
    const next = await world.sync();
    expect(next).toMatchObject({ state: "held", counts: { create: 2, held: 28 } });
    expect((await world.member("p61")).status).toBe("staged");
    expect(await world.sync()).toMatchObject({ state: "held", counts: { create: 0, held: 28 } });
  });

  test("a joiner who is gone again waits for nothing", async () => {
    const { world, vendor } = await company(store(), 60);
    vendor.people = staff(90);
    const run = await world.sync();
    vendor.people = staff(65);
    // Whoever was asked about waits for the answer, few as they have become.
    expect(await world.sync()).toMatchObject({ state: "held", counts: { create: 0, held: 5 } });
    expect((await holdsOf(world, run)).map(({ externalId }) => externalId)).toEqual([
      "p61",
      "p62",
      "p63",
      "p64",
      "p65",
    ]);
  });

  test("an approval that no run has used for three days is asked for again", async () => {
    const { world, vendor } = await company(store(), 60);
    vendor.people = staff(90);
    const run = await world.sync();
    await approve(world, run, "p61");
    world.pass(73);
    expect(await world.sync()).toMatchObject({ counts: { create: 0, held: 30 } });
  });

  test("many who come back wait alone, and come back once approved", async () => {
    const { world, vendor } = await company(store(), 40);
    terminate(vendor, 4);
    await world.sync();
    world.pass(24 * 8);
    alter(vendor, 5, 8, { status: "terminated", end: "2026-03-09" });
    await world.sync();
    alter(vendor, 1, 8, { status: "active", end: "2026-03-09", start: "2026-03-10" });
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "reactivations", people: 8 }] });
    expect((await world.member("p1")).status).toBe("deactivated");
    await approve(world, run, "p1");
    await world.sync();
    expect((await world.member("p1")).status).not.toBe("deactivated");
    expect((await world.member("p2")).status).toBe("deactivated");
  });

  test.each(["emptied", "not returned"])(
    "a field that is %s for everybody is kept, alone, until it comes back",
    async (how) => {
      const { world, vendor } = await company(store(), 30);
      if (how === "emptied") alter(vendor, 1, 30, { department: null });
      else vendor.restricted = ["department"];
      vendor.people.push(person(31, { department: "Sales" }));
      alter(vendor, 2, 2, { name: "Grace Hopper" });
      const run = await world.sync();
      expect(run).toMatchObject({ state: "held", counts: { create: 1 } });
      expect(run.held).toMatchObject([
        { code: "fieldEmptied", people: 30, rule: expect.stringContaining("since 2026-03-02") },
      ]);
      expect(await world.member("p1")).toMatchObject({ department: "Sales" });
      expect(await world.member("p2")).toMatchObject({ department: "Sales", firstName: "Grace Hopper" });
      world.pass(24);
      const again = await world.sync();
      expect(again.held).toMatchObject([
        { code: "fieldEmptied", rule: expect.stringContaining("since 2026-03-02") },
      ]);
      vendor.restricted = [];
      alter(vendor, 1, 30, { department: "Research" });
      expect(await world.sync()).toMatchObject({ state: "succeeded", held: [] });
      expect(await world.member("p1")).toMatchObject({ department: "Research" });
    },
  );

  test("a field whose emptying is approved is emptied by the next run, and held no more", async () => {
    const { world, vendor } = await company(store(), 30);
    alter(vendor, 1, 30, { department: null });
    const run = await world.sync();
    expect(await inside(world, (tx) => listFieldHolds(tx, run.id))).toMatchObject([{ field: "department" }]);
    const { actor, now } = act(world);
    await inside(world, (tx) => approveFields(tx, { runId: run.id, fields: ["department"], actor, now }));
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 30 } });
    expect(await world.member("p1")).toMatchObject({ department: null });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 0 } });
  });

  test("a field that is kept writes nobody anew, run after run", async () => {
    const { world, vendor } = await company(store(), 20);
    alter(vendor, 1, 1, { status: "unknown" });
    await world.sync();
    alter(vendor, 1, 20, { department: null });
    for (const time of [1, 2]) {
      const run = await world.sync();
      expect(codes(run)).toEqual(["fieldEmptied"]);
      const { rows } = await inside(world, (tx) =>
        sql`select external_id from changes c join batches b on b.id = c.batch_id where b.run_id = ${run.id}`.execute(
          tx,
        ),
      );
      expect({ time, rows }).toEqual({ time, rows: [] });
    }
  });

  test("joiners in great number hide no field that is emptied for those who were there", async () => {
    const { world, vendor } = await company(store(), 20);
    vendor.people = staff(320);
    alter(vendor, 1, 3, { department: null });
    const run = await world.sync();
    expect(codes(run)).toEqual(["creates", "fieldEmptied"]);
    expect((await world.member("p1")).department).toBe("Sales");
  });

  test("another mail domain for everybody holds the whole plan, and the people stay who they are", async () => {
    const { world, vendor } = await company(store(), 30);
    await world.store.forOrganization(world.orgId, async (tx) => {
      // Only people who can log in have something to lose by another address.
      await sql`update members set status = 'active'`.execute(tx);
    });
    const before = (await world.members()).map(({ id }) => id);
    vendor.people = vendor.people.map((one) => ({ ...one, email: `${one.id}@newname.test` }));
    vendor.people.push(person(31));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "emailChanges", people: 30, base: 30 }] });
    expect((await world.members()).map(({ id }) => id)).toEqual(before);
    expect(await world.member("p1")).toMatchObject({ workEmail: "p1@acme.test" });
  });

  test("a bleeding of 4 % a day is held within the week, before a fifth is gone", async () => {
    const { world, vendor } = await company(store(), 400);
    const days: string[] = [];
    for (let day = 1; day <= 10; day += 1) {
      world.pass(24);
      const gone = vendor.people.filter(({ status }) => status === "terminated").length;
      alter(vendor, gone + 1, gone + 16, { status: "terminated", end: "2026-03-01" });
      const run = await world.sync();
      days.push(run.state);
      const out = (await world.members()).filter(({ status }) => status === "deactivated").length;
      expect(out).toBeLessThanOrEqual(80);
      if (run.state === "held") expect(codes(run)).toContain("sevenDays");
    }
    expect(days.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => "succeeded"));
    expect(days.slice(5)).toEqual(Array.from({ length: 5 }, () => "held"));
  });

  test("a whole department that leaves at once is held, and a leaver elsewhere goes", async () => {
    const { world, vendor } = await company(store(), 60);
    alter(vendor, 1, 4, { department: "Legal" });
    await world.sync();
    alter(vendor, 1, 4, { status: "terminated", end: "2026-03-01" });
    alter(vendor, 10, 10, { status: "terminated", end: "2026-03-01" });
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { deactivate: 1, held: 4 } });
    expect(run.held).toMatchObject([{ code: "group", rule: expect.stringContaining('"Legal"') }]);
    expect((await world.member("p10")).status).toBe("deactivated");
  });

  test("whom a person keeps counts in no department that people leave", async () => {
    const { world, vendor } = await company(store(), 60);
    alter(vendor, 1, 3, { department: "Legal" });
    await world.sync();
    terminate(vendor, 3);
    const run = await world.sync();
    expect(codes(run)).toEqual(["group"]);
    const people = ["p1", "p2"].map((text) => ({ text, emailKey: "" }));
    await inside(world, (tx) =>
      rejectHolds(tx, act(world), { runId: run.id, selection: { people }, reason: null }),
    );
    vendor.people[2] = person(3, { department: "Legal" });
    expect(await world.sync()).toMatchObject({ state: "succeeded" });
    alter(vendor, 3, 3, { status: "terminated", end: "2026-03-01" });
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 1 } });
    expect((await world.member("p1")).status).toBe("staged");
  });

  test("leavers with matches are held when they would touch too many of them, those without go", async () => {
    const { world, vendor } = await company(store(), 100);
    const ids = new Map((await world.members()).map((one) => [one.identities[0]?.externalId, one.id]));
    const idOf = (n: number): number => ids.get(`p${n}`) ?? 0;
    await world.store.forOrganization(world.orgId, (tx) =>
      startMatches(tx, {
        orgId: world.orgId,
        pairs: Array.from({ length: 6 }, (_, n) => ({ mentorId: idOf(n + 1), menteeId: idOf(n + 51) })),
        startedOn: "2026-03-02",
        meetingsEach: 1,
        goalsEach: 1,
      }),
    );
    terminate(vendor, 7);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { deactivate: 1, held: 6 } });
    expect(codes(run)).toEqual(["matches"]);
    expect((await world.member("p7")).status).toBe("deactivated");
  });

  test("the first run after a change of the mapping holds all leavers once, the next one judges as ever", async () => {
    const { world, vendor } = await company(store(), 40);
    const mapping = { ...world.integration.mapping, jobTitle: { first: ["department"] } };
    await world.store.forOrganization(world.orgId, (tx) => replaceMapping(tx, world.integration.id, mapping));
    terminate(vendor, 1);
    const run = await world.sync();
    expect(run.held).toMatchObject([{ code: "configChanged", rule: expect.stringContaining("the mapping") }]);
    alter(vendor, 2, 2, { status: "terminated", end: "2026-03-01" });
    expect(await world.sync()).toMatchObject({ state: "held", counts: { deactivate: 1, held: 1 } });
  });

  test("announced leavers pass up to their number, and are used up", async () => {
    const { world, vendor } = await company(store(), 100);
    const announced = { leavers: 20, until: "2026-03-31", actor: "ada", reason: "site closes" };
    await announceLeavers(world.engine, world.integration, announced);
    terminate(vendor, 20);
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { deactivate: 20 } });
    alter(vendor, 21, 35, { status: "terminated", end: "2026-03-01" });
    expect(await world.sync()).toMatchObject({ state: "held", counts: { deactivate: 0 } });
  });

  test("numbers of its own are judged by, and one that is none is refused by name", async () => {
    const { world, vendor } = await company(store(), 100);
    const change = (policy: object) =>
      changePolicy(world.engine, world.integration, { policy, actor: "ada" });
    await expect(change({ rejects: 400 })).rejects.toMatchObject({
      code: "badPolicy",
      message: expect.stringContaining("rejects"),
    });
    await change({ terminations: { people: 0, percent: 1 } });
    // The changed policy holds leavers once by itself; let that run pass.
    await world.sync();
    terminate(vendor, 3);
    expect(codes(await world.sync())).toEqual(["terminations"]);
  });
});

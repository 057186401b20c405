import {
  approveHolds,
  deactivateMember,
  giveRole,
  liftDecline,
  listFlaggedMatches,
  listHolds,
  pinField,
  reactivateMember,
  replaceMapping,
  startMatches,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { NOTHING, preview, record, undo, within } from "./testing/undoing.ts";
import { newVendor, person, staff, terminate } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";

/** Another mapping with the same outcome: the next full run judges everybody again. */
async function replan(world: World): Promise<void> {
  const { mapping } = world.integration;
  const { workEmail, ...rest } = mapping;
  await within(world, (tx) =>
    replaceMapping(tx, world.integration.id, { ...rest, ...(workEmail && { workEmail }) }),
  );
}

async function memberId(world: World, who: string): Promise<number> {
  return (await world.member(who)).id;
}

describe.each(engineServers)("the undo of a run on %s", (server) => {
  const store = useStore(server);

  test("brings fields back, and keeps them while the source says the same, whatever is planned again", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal", name: "Renamed", email: "new@acme.test" });
    const run = await world.sync();
    const undone = await undo(world, run);
    expect(undone).toMatchObject({ reverted: { update: 1, create: 0 }, left: [] });
    const before = { department: "Sales", firstName: "Person 1", workEmail: "p1@acme.test" };
    expect(await world.member("p1")).toMatchObject(before);
    expect((await world.sync()).counts).toMatchObject({ ...NOTHING, unchanged: 30 });
    await replan(world);
    await world.sync();
    expect(await world.member("p1")).toMatchObject(before);
    expect(await record(world, "p1")).toMatchObject({
      declines: [
        { what: "department", value: "Legal", actor: "ada" },
        { what: "firstName", value: "Renamed" },
        { what: "workEmail", value: "new@acme.test", run: run.id },
      ],
      history: [
        {
          action: "update",
          reason: `undo of run ${run.id}`,
          run: run.id,
          actor: "ada",
          before: { department: "Legal" },
          after: { department: "Sales" },
        },
        { action: "update" },
        { action: "create" },
      ],
    });
  });

  test("gives a field back to the source as soon as it says something else", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal" });
    await undo(world, await world.sync());
    vendor.people[0] = person(1, { department: "Legal", name: "Renamed" });
    expect((await world.sync()).counts).toMatchObject({ update: 1 });
    expect(await world.member("p1")).toMatchObject({ department: "Sales", firstName: "Renamed" });
    vendor.people[0] = person(1, { department: "Ops", name: "Renamed" });
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ department: "Ops" });
    expect((await record(world, "p1")).declines).toEqual([]);
    vendor.people[0] = person(1, { department: "Legal", name: "Renamed" });
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ department: "Legal" });
  });

  test("counts the old value as something else too", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal" });
    await undo(world, await world.sync());
    vendor.people[0] = person(1);
    await world.sync();
    vendor.people[0] = person(1, { department: "Legal" });
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ department: "Legal" });
  });

  test("can be lifted by a person for one field", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal", name: "Renamed" });
    await undo(world, await world.sync());
    const lift = { memberId: await memberId(world, "p1"), what: "department" };
    expect(await within(world, (tx) => liftDecline(tx, act(world), lift))).toBe(true);
    expect(await within(world, (tx) => liftDecline(tx, act(world), lift))).toBe(false);
    expect((await world.sync()).counts).toMatchObject({ update: 1 });
    expect(await world.member("p1")).toMatchObject({ department: "Legal", firstName: "Person 1" });
  });

  test("leaves what a person or a later run has touched since, and says who", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people = [1, 2, 3, 4].map((n) => person(n, { department: "Legal", name: `New ${n}` }));
    vendor.people.push(...staff(30).slice(4));
    const run = await world.sync();
    const pins = { 2: "Board", 3: undefined };
    for (const [n, value] of Object.entries(pins)) {
      const pin = {
        memberId: await memberId(world, `p${n}`),
        field: "department",
        ...(value && { value }),
      } as const;
      await within(world, (tx) => pinField(tx, act(world), pin));
    }
    vendor.people[3] = person(4, { department: "Ops", name: "New 4" });
    const later = await world.sync();
    const { reverted, left } = await undo(world, run);
    expect(reverted).toMatchObject({ update: 4 });
    expect(
      left.map(({ workEmail, field, reason, by, run: byRun }) => [workEmail, field, reason, by, byRun]),
    ).toEqual([
      ["p2@acme.test", "department", "touchedSince", "ada", null],
      ["p3@acme.test", "department", "pinned", null, null],
      ["p4@acme.test", "department", "touchedSince", "ada", later.id],
    ]);
    const after = await Promise.all([1, 2, 3, 4].map((n) => world.member(`p${n}`)));
    expect(after.map(({ department, firstName }) => [department, firstName])).toEqual([
      ["Sales", "Person 1"],
      ["Board", "Person 2"],
      ["Legal", "Person 3"],
      ["Ops", "Person 4"],
    ]);
  });

  test("puts swapped addresses back, but not one that somebody else has by now", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { email: "p2@acme.test" });
    vendor.people[1] = person(2, { email: "p1@acme.test" });
    vendor.people[2] = person(3, { email: "moved@acme.test" });
    const run = await world.sync();
    vendor.people.push(person(31, { email: "p3@acme.test" }));
    await world.sync();
    const { left } = await undo(world, run);
    expect(left).toMatchObject([{ workEmail: "moved@acme.test", field: "workEmail", reason: "emailTaken" }]);
    const mails = await Promise.all(["p1", "p2", "p3"].map((who) => world.member(who)));
    expect(mails.map(({ workEmail }) => workEmail)).toEqual([
      "p1@acme.test",
      "p2@acme.test",
      "moved@acme.test",
    ]);
    expect((await world.sync()).counts).toMatchObject(NOTHING);
  });

  test("takes new members out until their source has shown them gone and employed again", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people.push(person(31), person(32));
    const run = await world.sync();
    await within(world, async (tx) =>
      giveRole(tx, act(world), { memberIds: [await memberId(world, "p32")], role: "mentor" }),
    );
    const { reverted, left } = await undo(world, run);
    expect(reverted).toMatchObject({ create: 1 });
    expect(left).toMatchObject([{ workEmail: "p32@acme.test", did: "create", reason: "touchedSince" }]);
    expect(await world.member("p31")).toMatchObject({ status: "deactivated" });
    expect((await record(world, "p31")).deactivations).toMatchObject([
      { cause: "undo", run: run.id, approvedBy: "ada", priorStatus: "staged", closedAt: null },
    ]);
    await replan(world);
    vendor.people[30] = person(31, { department: "Legal" });
    expect((await world.sync()).counts).toMatchObject({ create: 0, reactivate: 0, update: 1 });
    vendor.people[30] = person(31, { status: "terminated", end: "2026-03-01" });
    await world.sync();
    expect((await record(world, "p31")).declines).toEqual([]);
    vendor.people[30] = person(31);
    expect((await world.sync()).counts).toMatchObject({ create: 0, reactivate: 1 });
    expect(await world.member("p31")).toMatchObject({ status: "staged" });
    expect((await record(world, "p31")).deactivations).toMatchObject([{ closedAt: expect.any(Date) }]);
  });

  test("lets a person bring a new member back, who is the source's again then", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people.push(person(31));
    await undo(world, await world.sync());
    const id = await memberId(world, "p31");
    await within(world, (tx) =>
      reactivateMember(tx, act(world), { memberId: id, until: null, reason: "is welcome" }),
    );
    expect(await record(world, "p31")).toMatchObject({ declines: [], deactivations: [{ cause: "undo" }] });
    expect(await world.member("p31")).toMatchObject({ status: "staged" });
    terminate(vendor, 31);
    vendor.people = vendor.people.map((one, index) => (index < 30 ? person(index + 1) : one));
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
  });

  test("brings leavers back with their matches, and against the source until it employs them again", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const [one, two] = [await memberId(world, "p1"), await memberId(world, "p9")];
    await within(world, (tx) => giveRole(tx, act(world), { memberIds: [one], role: "mentor" }));
    const match = { orgId: world.orgId, startedOn: "2026-03-02", meetingsEach: 1, goalsEach: 1 };
    await within(world, (tx) => startMatches(tx, { ...match, pairs: [{ mentorId: one, menteeId: two }] }));
    terminate(vendor, 1);
    const run = await world.sync();
    expect(await within(world, (tx) => listFlaggedMatches(tx))).toHaveLength(1);
    expect((await undo(world, run)).reverted).toMatchObject({ deactivate: 1, update: 0 });
    expect(await world.member("p1")).toMatchObject({ status: "active", role: "mentor" });
    expect(await within(world, (tx) => listFlaggedMatches(tx))).toEqual([]);
    expect(await record(world, "p1")).toMatchObject({
      endDate: null,
      overrides: [{ until: null, actor: "ada", reason: `undo of run ${run.id}`, endedAt: null }],
    });
    await replan(world);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
    expect(await world.member("p1")).toMatchObject({ status: "active" });
    expect(await record(world, "p1")).toMatchObject({ endDate: null });
    vendor.people[0] = person(1);
    await world.sync();
    expect((await record(world, "p1")).overrides).toMatchObject([{ endedAt: expect.any(Date) }]);
    terminate(vendor, 1);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
  });

  test("puts people who came back out again, until their next episode", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 1);
    await world.sync();
    vendor.people = staff(30);
    const run = await world.sync();
    expect(run.counts).toMatchObject({ reactivate: 1 });
    expect((await undo(world, run)).reverted).toMatchObject({ reactivate: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
    await replan(world);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 0 });
    terminate(vendor, 1);
    await world.sync();
    vendor.people = staff(30);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "staged" });
  });

  test("makes people wait for their first day again, until it moves", async () => {
    const vendor = newVendor([person(1, { start: "2026-03-04" }), ...staff(30).slice(1)]);
    const world = await newWorld(store(), vendor);
    await world.sync();
    const id = await memberId(world, "p1");
    await within(world, (tx) => giveRole(tx, act(world), { memberIds: [id], role: "mentee" }));
    world.pass(72);
    const run = await world.sync();
    expect(run.counts).toMatchObject({ advance: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "active" });
    expect((await undo(world, run)).reverted).toMatchObject({ advance: 1 });
    expect(await record(world, "p1")).toMatchObject({ waits: ["start"] });
    await replan(world);
    vendor.people[0] = person(1, { start: "2026-03-04", department: "Legal" });
    expect((await world.sync()).counts).toMatchObject({ advance: 0, update: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "staged", department: "Legal" });
    vendor.people[0] = person(1, { start: "2026-03-03" });
    expect((await world.sync()).counts).toMatchObject({ advance: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "active" });
  });

  test("takes a linked record off its member again, and makes nobody else of it", async () => {
    const vendor = newVendor(staff(30));
    vendor.people[0] = person(1, { personId: "a" });
    const world = await newWorld(store(), vendor);
    await world.sync();
    vendor.people.push(person(31, { personId: "a", email: "p1b@acme.test", start: "2026-01-01" }));
    const run = await world.sync();
    expect(run.counts).toMatchObject({ link: 1, create: 0 });
    const { identities } = await world.member("p1");
    expect(identities).toHaveLength(2);
    expect((await undo(world, run)).reverted).toMatchObject({ link: 1 });
    expect((await world.member("p1")).identities).toHaveLength(1);
    for (const department of ["Legal", "Ops"]) {
      vendor.people[0] = person(1, { personId: "a", department });
      await replan(world);
      expect((await world.sync()).counts).toMatchObject({ link: 0, create: 0, update: 1 });
      expect(await world.member("p1")).toMatchObject({ department, workEmail: "p1@acme.test" });
    }
    expect(await world.members()).toHaveLength(30);
    vendor.people[30] = person(31, { personId: "b", email: "p1b@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ link: 0, create: 1 });
    expect(await world.members()).toHaveLength(31);
  });

  test("does not match a record anew whose person was known by the address in another source", async () => {
    const { world } = await syncedCompany(store(), 30);
    const other = newVendor(staff(3));
    const beside = await newWorld(store(), other, world);
    const run = await beside.sync();
    expect(run.counts).toMatchObject({ link: 3, create: 0 });
    expect((await undo(beside, run)).reverted).toMatchObject({ link: 3 });
    expect((await beside.sync()).counts).toMatchObject({ ...NOTHING, skip: 3 });
    await replan(beside);
    expect((await beside.sync()).counts).toMatchObject({ ...NOTHING, skip: 3 });
    const lift = { memberId: await memberId(world, "p1"), what: "link" };
    expect(await within(world, (tx) => liftDecline(tx, act(world), lift))).toBe(true);
    expect((await beside.sync()).counts).toMatchObject({ link: 1, skip: 2 });
    other.people[1] = person(2, { email: "new-p2@acme.test", name: "Somebody Else", start: "2025-01-01" });
    expect((await beside.sync()).counts).toMatchObject({ create: 1, skip: 1 });
  });

  test("is not undone itself by a read that misses the person once", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people.push(person(31));
    await undo(world, await world.sync());
    vendor.people.pop();
    expect((await world.sync()).counts).toMatchObject({ suspect: 1 });
    vendor.people.push(person(31));
    for (let time = 0; time < 2; time += 1) {
      expect((await world.sync()).counts).toMatchObject({ reactivate: 0 });
      expect(await world.member("p31")).toMatchObject({ status: "deactivated" });
    }
    vendor.people[30] = person(31, { status: "terminated", end: "2026-03-01" });
    await world.sync();
    vendor.people[30] = person(31);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1 });
  });

  test("makes people whom the run missed no suspects, and asks about them as if for the first time", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people.pop();
    const run = await world.sync();
    expect(run.counts).toMatchObject({ suspect: 1 });
    expect((await undo(world, run)).reverted).toMatchObject({ suspect: 1 });
    expect((await world.member("p30")).identities).toMatchObject([{ claim: "employed" }]);
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ suspect: 1, deactivate: 0 });
    world.pass(24);
    vendor.hidden.set("p30", "gone");
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1 });
  });

  test("takes back what was approved of the run's holds, and leaves whoever was deactivated by hand since", async () => {
    const { world, vendor } = await syncedCompany(store(), 40);
    vendor.people = staff(40).slice(14);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held" });
    const approve = ["p1", "p2", "p3", "p4"].map((text) => ({ text, emailKey: "" }));
    await within(world, (tx) =>
      approveHolds(tx, act(world), { runId: run.id, selection: { people: approve }, reason: null }),
    );
    await within(world, async (tx) =>
      deactivateMember(tx, act(world), { memberId: await memberId(world, "p4"), reason: "left for good" }),
    );
    const told = await preview(world, run);
    const undone = await undo(world, run);
    expect(undone).toEqual(told);
    expect(undone).toMatchObject({
      reverted: { deactivate: 3, create: 0, update: 0 },
      left: [{ workEmail: "p4@acme.test", did: "deactivate", reason: "touchedSince", by: "ada" }],
    });
    const out = (await world.members()).filter(({ status }) => status === "deactivated");
    expect(out.map(({ workEmail }) => workEmail)).toEqual(["p4@acme.test"]);
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0 });
    expect(await within(world, (tx) => listHolds(tx, run.id))).toHaveLength(10);
    expect((await world.members()).filter(({ status }) => status === "deactivated")).toHaveLength(1);
    vendor.people = staff(40);
    expect(await world.sync()).toMatchObject({ held: [{ code: "deactivatedByPerson", people: 1 }] });
    expect((await record(world, "p1")).overrides).toMatchObject([{ endedAt: expect.any(Date) }]);
  });

  test("reaches behind a later run that was undone itself", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people[0] = person(1, { department: "Legal" });
    const first = await world.sync();
    vendor.people[0] = person(1, { department: "Ops" });
    const second = await world.sync();
    await undo(world, second);
    expect(await world.member("p1")).toMatchObject({ department: "Legal" });
    expect(await undo(world, first)).toMatchObject({ reverted: { update: 1 }, left: [] });
    expect(await world.member("p1")).toMatchObject({ department: "Sales" });
    expect((await world.sync()).counts).toMatchObject(NOTHING);
  });
});

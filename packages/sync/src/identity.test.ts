import {
  type Conflict,
  type ConflictDecision,
  decideConflicts,
  listConflicts,
  listFlaggedMatches,
  startMatches,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, type Person, person, staff, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";

const GONE = { status: "terminated", end: "2026-03-01" } as const;
const THIRTY = 30;

function conflicts(world: World): Promise<Conflict[]> {
  return world.store.forOrganization(world.orgId, (tx) => listConflicts(tx));
}

async function decide(world: World, decision: ConflictDecision["decision"], ids?: number[]): Promise<void> {
  const open = ids ?? (await conflicts(world)).map((one) => one.id);
  await world.store.forOrganization(world.orgId, (tx) =>
    decideConflicts(tx, world.engine.keyring, act(world), { ids: open, decision, reason: null }),
  );
}

function replace(vendor: Vendor, id: string, change: Partial<Person>): void {
  vendor.people = vendor.people.map((one) => (one.id === id ? { ...one, ...change } : one));
}

/** The only member who is linked with all of these records. */
async function onePerson(world: World, ...ids: string[]): Promise<{ id: number; status: string }> {
  const members = await world.members();
  const found = members.filter((one) => one.identities.some(({ externalId }) => ids.includes(externalId)));
  expect(found).toHaveLength(1);
  expect(found[0]?.identities.map(({ externalId }) => externalId).toSorted()).toEqual(ids.toSorted());
  return found[0] ?? { id: 0, status: "" };
}

describe.each(engineServers)("who somebody is, on %s", (server) => {
  const store = useStore(server);

  describe("a person who comes back", () => {
    async function left(change: Partial<Person> = {}): Promise<{ world: World; vendor: Vendor; id: number }> {
      const vendor = newVendor(staff(THIRTY));
      replace(vendor, "p1", { number: "E-1", ...change });
      const world = await newWorld(store(), vendor);
      await world.sync();
      replace(vendor, "p1", GONE);
      await world.sync();
      const { id, status } = await world.member("p1");
      expect(status).toBe("deactivated");
      return { world, vendor, id };
    }

    test("under a new id is known by the employee number and the name", async () => {
      const { world, vendor, id } = await left();
      vendor.people.push(
        person(1, { id: "n1", number: "E-1", email: "back@acme.test", start: "2026-03-02" }),
      );
      expect((await world.sync()).counts).toMatchObject({ create: 0, reactivate: 1, conflict: 0 });
      expect(await onePerson(world, "p1", "n1")).toMatchObject({
        id,
        status: "staged",
        workEmail: "back@acme.test",
      });
      expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: THIRTY + 1 });
    });

    test("under a new id with the old address is known by name and hire date, and else asked about", async () => {
      const { world, vendor, id } = await left();
      vendor.people.push(person(1, { id: "n1", start: "2020-01-06" }));
      expect((await world.sync()).counts).toMatchObject({ create: 0, reactivate: 1 });
      expect(await onePerson(world, "p1", "n1")).toMatchObject({ id });

      const other = await left();
      other.vendor.people.push(person(1, { id: "n1", start: "2026-03-02" }));
      expect((await other.world.sync()).counts).toMatchObject({ create: 0, reactivate: 0, conflict: 1 });
      const [asked] = await conflicts(other.world);
      expect(asked).toMatchObject({ externalId: "n1", member: { id: other.id }, recordMember: null });
      await decide(other.world, "same");
      expect((await other.world.sync()).counts).toMatchObject({ create: 0, reactivate: 1, conflict: 0 });
      expect(await onePerson(other.world, "p1", "n1")).toMatchObject({ id: other.id });
    });

    test("is asked about where nothing but the name is the same, and two people from then on if so decided", async () => {
      const { world, vendor } = await left();
      vendor.people.push(person(1, { id: "n1", email: "namesake@acme.test", start: "2026-03-02" }));
      expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 1 });
      expect(await conflicts(world)).toMatchObject([{ kind: "looksAlike", externalId: "n1" }]);
      expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 1 });
      await decide(world, "different");
      expect((await world.sync()).counts).toMatchObject({ create: 1, conflict: 0 });
      replace(vendor, "n1", { number: "E-1", email: "p1@acme.test" });
      expect((await world.sync()).counts).toMatchObject({ conflict: 1, update: 0 });
    });
  });

  test("an address of a leaver that a newcomer gets is released by a person's word", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    replace(vendor, "p1", GONE);
    await world.sync();
    vendor.people.push(person(77, { email: "p1@acme.test" }));
    expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 1 });
    await decide(world, "different");
    expect((await world.sync()).counts).toMatchObject({ create: 1, conflict: 0 });
    expect(await world.member("p77")).toMatchObject({ workEmail: "p1@acme.test" });
    expect(await world.member("p1")).toMatchObject({ workEmail: null, status: "deactivated" });
    expect(await conflicts(world)).toEqual([]);
  });

  test("a contingent worker who is hired stays, whether the old record ends before, with or after", async () => {
    for (const order of ["with", "after"] as const) {
      const { world, vendor } = await syncedCompany(store(), THIRTY);
      const { id } = await world.member("p1");
      vendor.people.push(person(1, { id: "hired" }));
      if (order === "with") replace(vendor, "p1", GONE);
      await world.sync();
      replace(vendor, "p1", GONE);
      await world.sync();
      expect(await onePerson(world, "p1", "hired")).toMatchObject({ id, status: "staged" });
      expect(await conflicts(world)).toEqual([]);
    }
  });

  test("a joiner and a leaver of one plan who look alike are neither made nor let go before somebody decides", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    const [one, two] = [await world.member("p1"), await world.member("p2")];
    replace(vendor, "p1", { ...GONE });
    replace(vendor, "p2", { ...GONE });
    vendor.people.push(
      person(1, { id: "n1", email: "new@acme.test", start: "2026-03-02" }),
      person(90, { id: "n2", email: "p2@acne.test", start: "2026-03-02" }),
    );
    expect((await world.sync()).counts).toMatchObject({ create: 0, deactivate: 0, conflict: 4 });
    const asked = new Map((await conflicts(world)).map((conflict) => [conflict.externalId, conflict]));
    expect([asked.get("n1")?.member?.id, asked.get("n2")?.member?.id]).toEqual([one.id, two.id]);
    expect((await world.sync()).counts).toMatchObject({ create: 0, deactivate: 0, conflict: 4 });
    await decide(world, "same", [asked.get("n1")?.id ?? 0]);
    await decide(world, "different", [asked.get("n2")?.id ?? 0]);
    expect((await world.sync()).counts).toMatchObject({ link: 1, create: 1, deactivate: 1, conflict: 0 });
    expect(await onePerson(world, "p1", "n1")).toMatchObject({ id: one.id, status: "staged" });
    expect(await world.member("p2")).toMatchObject({ status: "deactivated" });
    expect(await world.member("n2")).toMatchObject({ status: "staged" });
  });

  test("a question whose cause is gone is withdrawn, and nothing stays frozen over it", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    replace(vendor, "p1", GONE);
    vendor.people.push(person(1, { id: "n1", email: "new@acme.test" }));
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, conflict: 2 });
    vendor.people.pop();
    await world.sync();
    expect(await conflicts(world)).toEqual([]);
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
  });

  describe("an id that becomes somebody else's", () => {
    const other = { name: "Zoe", email: "zoe@acme.test", number: "E-9", start: "2026-03-02" };

    async function reused(): Promise<{ world: World; vendor: Vendor; id: number }> {
      const vendor = newVendor(staff(THIRTY));
      replace(vendor, "p1", { number: "E-1" });
      const world = await newWorld(store(), vendor);
      await world.sync();
      const [{ id }, mentee] = [await world.member("p1"), await world.member("p2")];
      await store().forOrganization(world.orgId, (tx) =>
        startMatches(tx, {
          orgId: world.orgId,
          pairs: [{ mentorId: id, menteeId: mentee.id }],
          startedOn: "2026-03-02",
          meetingsEach: 1,
          goalsEach: 1,
        }),
      );
      replace(vendor, "p1", other);
      expect((await world.sync()).counts).toMatchObject({ update: 0, conflict: 1 });
      expect(await world.member("p1")).toMatchObject({ id, workEmail: "p1@acme.test", status: "staged" });
      return { world, vendor, id };
    }

    test("hands it over once a person says so: the old person is out, the new one a new member", async () => {
      const { world, id } = await reused();
      await decide(world, "different");
      expect((await world.sync()).counts).toMatchObject({ create: 1, conflict: 0 });
      const fresh = await world.member("p1");
      expect(fresh.id).not.toBe(id);
      const members = await world.members();
      expect(members.find((one) => one.id === id)).toMatchObject({
        status: "deactivated",
        workEmail: "p1@acme.test",
      });
      expect(await store().forOrganization(world.orgId, (tx) => listFlaggedMatches(tx))).toMatchObject([
        { leaverId: id },
      ]);
    });

    test("is the same person with another name if a person says so, and asked about again when it changes again", async () => {
      const { world, vendor, id } = await reused();
      await decide(world, "same");
      expect((await world.sync()).counts).toMatchObject({ update: 1, conflict: 0 });
      expect(await world.member("p1")).toMatchObject({ id, workEmail: "zoe@acme.test" });
      replace(vendor, "p1", { name: "Max", email: "max@acme.test", number: "E-5" });
      expect((await world.sync()).counts).toMatchObject({ conflict: 1 });
    });

    test("moves nobody if a person ignores it", async () => {
      const { world, id } = await reused();
      await decide(world, "ignore");
      for (let run = 0; run < 2; run += 1) {
        expect((await world.sync()).counts).toMatchObject({ update: 0, conflict: 0 });
        expect(await world.member("p1")).toMatchObject({ id, workEmail: "p1@acme.test", status: "staged" });
      }
    });

    test("is not one who changes name or number or address alone", async () => {
      const { world, vendor } = await syncedCompany(store(), THIRTY);
      replace(vendor, "p1", { name: "Zoe", email: "zoe@acme.test" });
      replace(vendor, "p2", { name: "Max", number: "E-9", start: "2026-01-01" });
      expect((await world.sync()).counts).toMatchObject({ update: 2, conflict: 0 });
    });
  });

  test("one person in two systems who have nothing but the number in common is one where the numbers are shared", async () => {
    const vendor = newVendor(staff(THIRTY));
    replace(vendor, "p1", { number: "E-1" });
    const first = await newWorld(store(), vendor);
    await first.sync();
    const twin = { id: "q1", number: "E-1", email: "ada@other.test" };
    const second = await newWorld(store(), newVendor([person(1, twin)]), first);
    expect((await second.sync()).counts).toMatchObject({ create: 0, conflict: 1 });
    await first.setPolicy({ sharedEmployeeNumbers: true });
    expect((await second.sync()).counts).toMatchObject({ link: 0, conflict: 1 });
    await second.setPolicy({ sharedEmployeeNumbers: true });
    expect((await second.sync()).counts).toMatchObject({ link: 1, conflict: 0 });
    await onePerson(first, "p1", "q1");
  });

  test("an ignored newcomer stays out without being asked about again, until somebody decides otherwise", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    vendor.people.push(person(31, { email: "p1@acme.test" }));
    await world.sync();
    const [asked] = await conflicts(world);
    await decide(world, "ignore");
    for (let run = 0; run < 2; run += 1) {
      expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 0, skip: 1 });
    }
    await decide(world, "same", [asked?.id ?? 0]);
    expect((await world.sync()).counts).toMatchObject({ create: 0, link: 1 });
    await onePerson(world, "p1", "p31");
  });

  test("of two who want one address the one that is ignored comes in with another, or as the other's", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    const shared = { email: "x@acme.test" };
    vendor.people.push(person(41, shared), person(51, shared), person(61, shared));
    await world.sync();
    const asked = new Map((await conflicts(world)).map(({ externalId, id }) => [externalId, id]));
    await decide(world, "ignore", [asked.get("p51") ?? 0, asked.get("p61") ?? 0]);
    expect((await world.sync()).counts).toMatchObject({ create: 1, conflict: 0 });
    replace(vendor, "p51", { email: "y@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ create: 1, conflict: 0 });
    expect(await world.member("p51")).toMatchObject({ workEmail: "y@acme.test" });
    await decide(world, "same", [asked.get("p61") ?? 0]);
    expect((await world.sync()).counts).toMatchObject({ create: 0, link: 1, conflict: 0 });
    await onePerson(world, "p41", "p61");
  });

  test("a wish for somebody's address that is ignored keeps nothing else back", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    replace(vendor, "p1", { email: "p2@acme.test", department: "Law" });
    expect((await world.sync()).counts).toMatchObject({ conflict: 1, update: 0 });
    await decide(world, "ignore");
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, update: 1 });
    expect(await world.member("p1")).toMatchObject({ workEmail: "p1@acme.test", department: "Law" });
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, update: 0 });
  });

  test("two members who prove to be one are one afterwards, and matches of the other are flagged", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    const [one, two] = [await world.member("p1"), await world.member("p2")];
    replace(vendor, "p1", { email: "p2@acme.test" });
    await world.sync();
    await decide(world, "same");
    expect((await world.sync()).counts).toMatchObject({ conflict: 0 });
    expect(await onePerson(world, "p1", "p2")).toMatchObject({ id: two.id, status: "staged" });
    expect((await world.members()).find(({ id }) => id === one.id)).toMatchObject({ status: "deactivated" });
  });

  test("a record that proves to be of somebody who is out brings them back", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    const { id } = await world.member("p2");
    replace(vendor, "p2", GONE);
    await world.sync();
    replace(vendor, "p1", { email: "p2@acme.test" });
    await world.sync();
    await decide(world, "same");
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, conflict: 0 });
    expect(await onePerson(world, "p1", "p2")).toMatchObject({ id, status: "staged" });
  });

  test("a question about somebody who had left is withdrawn when their record is gone", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    replace(vendor, "p1", GONE);
    await world.sync();
    replace(vendor, "p1", { status: "active", start: "2026-03-02", email: "p2@acme.test" });
    await world.sync();
    expect(await conflicts(world)).toHaveLength(1);
    vendor.people = vendor.people.filter(({ id }) => id !== "p1");
    await world.sync();
    expect(await conflicts(world)).toEqual([]);
    expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
  });

  test("a vendor that gives everybody a new id holds everything, and one answer re-keys them all", async () => {
    const vendor = newVendor(staff(THIRTY));
    const world = await newWorld(store(), vendor);
    await world.setPolicy({ conflicts: { people: 2, percent: 5 } });
    await world.sync();
    const before = await world.members();
    vendor.people = vendor.people.map((one) => ({ ...one, id: `new-${one.id}` }));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", reasonCode: "conflicts" });
    expect(await conflicts(world)).toHaveLength(THIRTY);
    await decide(world, "same");
    expect(await world.sync()).toMatchObject({
      counts: { link: THIRTY, create: 0, deactivate: 0, conflict: 0, held: 0 },
    });
    world.pass(13);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, held: 0 });
    const after = await world.members();
    expect(after.map(({ id, status }) => [id, status])).toEqual(before.map(({ id, status }) => [id, status]));
  });

  test("questions of a full run that was held outlast a run of changes that says nothing of them", async () => {
    const vendor = newVendor(staff(THIRTY));
    const world = await newWorld(store(), vendor);
    await world.setPolicy({ conflicts: { people: 2, percent: 5 } });
    await world.sync();
    for (const at of [31, 32, 33]) vendor.people.push(person(at, { email: `p${at - 30}@acme.test` }));
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "conflicts" });
    // What the vendor tells of changes leaves the newcomers out.
    for (const seen of vendor.books.seen.values()) seen.changedAt = 0;
    replace(vendor, "p20", { department: "Research" });
    expect(await world.sync({ mode: "changes" })).toMatchObject({ mode: "changes", counts: { update: 1 } });
    expect(await conflicts(world)).toHaveLength(3);
  });

  test("two answers at once to one question leave one, and tell the other who was first", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    vendor.people.push(person(31, { email: "p1@acme.test" }));
    await world.sync();
    const ids = (await conflicts(world)).map(({ id }) => id);
    const answers = await Promise.allSettled([decide(world, "same", ids), decide(world, "same", ids)]);
    const refused = answers.filter((answer) => answer.status === "rejected");
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({
      code: "conflictDecided",
      message: expect.stringContaining("ada"),
    });
  });

  test("whoever is asked about again after an answer is in the list again", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    replace(vendor, "p1", GONE);
    await world.sync();
    vendor.people.push(person(77, { email: "p1@acme.test" }));
    await world.sync();
    await decide(world, "different");
    // Meanwhile the leaver is back, with the address that was released.
    replace(vendor, "p1", { status: "active", start: "2026-03-02" });
    expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 2 });
    const asked = (await conflicts(world)).map(({ externalId }) => externalId);
    expect(asked.toSorted()).toEqual(["p1", "p77"]);
  });

  test("an answer that nobody can act on is refused with what to do", async () => {
    const { world, vendor } = await syncedCompany(store(), THIRTY);
    vendor.people.push(person(31, { email: "p1@acme.test" }), person(41, { email: "x@acme.test" }));
    vendor.people.push(person(51, { email: "x@acme.test" }));
    await world.sync();
    const taken = (await conflicts(world)).find(({ member }) => member !== null);
    const shared = (await conflicts(world)).find(({ member }) => member === null);
    await expect(decide(world, "different", [taken?.id ?? 0])).rejects.toMatchObject({
      code: "addressInUse",
    });
    await expect(decide(world, "different", [shared?.id ?? 0])).rejects.toMatchObject({
      code: "sharedAddress",
    });
    await expect(decide(world, "same", [shared?.id ?? 0])).rejects.toMatchObject({ code: "nobodyToLink" });
    await expect(decide(world, "same", [987_654])).rejects.toMatchObject({ code: "unknownConflict" });
    expect(await conflicts(world)).toHaveLength(3);
  });
});

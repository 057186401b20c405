import {
  approveHolds,
  listFlaggedMatches,
  listHolds,
  rejectHolds,
  type RunRecord,
  startMatches,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { newVendor, type Person, person, staff, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

/** A record of the person of that number, who has one e-mail in all of them unless told otherwise. */
function record(id: string, number: number, change: Partial<Person> = {}): Person {
  return person(number, { id, personId: `P${number}`, ...change });
}

const GONE = { status: "terminated", end: "2026-03-01" } as const;

/** Where each member row lies and who wrote it last: equal only if no row was written. */
function rowVersions(world: World): Promise<unknown[]> {
  return world.store.forOrganization(world.orgId, async (tx) => {
    const { rows } = await sql`select id, xmin::text, ctid::text from members order by id`.execute(tx);
    return rows;
  });
}

async function claims(world: World, id: string): Promise<string[]> {
  const member = await world.member(id);
  return [member.status, ...member.identities.map((one) => `${one.externalId} ${one.claim}`)];
}

/** The changes that a run applied, as `action id reason`. */
function changesOf(world: World, run: RunRecord): Promise<string[]> {
  return world.store.forOrganization(world.orgId, async (tx) => {
    const { rows } = await sql<{ text: string }>`
      select concat_ws(' ', c.action, c.external_id, c.reason) as text
      from changes c join batches b on b.id = c.batch_id where b.run_id = ${run.id} order by 1`.execute(tx);
    return rows.map((row) => row.text);
  });
}

describe.each(engineServers)("a person with several records in one source, on %s,", (server) => {
  const store = useStore(server);

  /** Twenty others beside these records, synced. */
  async function synced(...records: Person[]): Promise<{ world: World; vendor: Vendor; run: RunRecord }> {
    const vendor = newVendor([...staff(20), ...records]);
    const world = await newWorld(store(), vendor);
    return { world, vendor, run: await world.sync() };
  }

  const replace = (vendor: Vendor, ...records: Person[]): void => {
    const ids = new Set(records.map((one) => one.id));
    vendor.people = [...vendor.people.filter((one) => !ids.has(one.id)), ...records];
  };

  /** The same again changes nothing, and nobody's row. */
  async function expectCalm(world: World): Promise<void> {
    const before = await rowVersions(world);
    for (const mode of ["full", "changes"] as const)
      expect(await changesOf(world, await world.sync({ mode }))).toEqual([]);
    expect(await rowVersions(world)).toEqual(before);
  }

  test("is one member from the first read on: the contingent of once left, the employee of today claimed", async () => {
    const old = record("W1", 41, {
      status: "terminated",
      start: "2019-03-04",
      end: "2021-09-05",
      department: "Agency",
    });
    const { world, run } = await synced(old, record("W2", 41, { start: "2021-09-06" }));
    expect(run).toMatchObject({ state: "succeeded", counts: { people: 22, create: 21, link: 1, skip: 0 } });
    expect(await claims(world, "W2")).toEqual(["staged", "W1 left", "W2 employed"]);
    expect(await world.member("W1")).toMatchObject({ department: "Sales", workEmail: "p41@acme.test" });
    expect(await changesOf(world, run)).toContain("link W1 samePerson");
    await expectCalm(world);
  });

  test("stays the member they are when a conversion happens before our eyes, with no match flagged", async () => {
    const { world, vendor } = await synced(record("W1", 41, { department: "Agency", start: "2024-01-08" }));
    const { id } = await world.member("W1");
    const { id: menteeId } = await world.member("p1");
    await world.store.forOrganization(world.orgId, (tx) =>
      startMatches(tx, {
        orgId: world.orgId,
        pairs: [{ mentorId: id, menteeId }],
        startedOn: "2026-02-02",
        meetingsEach: 1,
        goalsEach: 1,
      }),
    );
    replace(vendor, record("W1", 41, { ...GONE, start: "2024-01-08" }));
    replace(vendor, record("W2", 41, { start: "2026-03-02", department: "Research" }));
    const run = await world.sync();
    expect(run).toMatchObject({
      state: "succeeded",
      counts: { link: 1, update: 1, deactivate: 0, conflict: 0 },
    });
    expect(await changesOf(world, run)).toEqual(["link W2 samePerson", "update W1 claimedElsewhere"]);
    expect(await claims(world, "W2")).toEqual(["staged", "W1 left", "W2 employed"]);
    expect(await world.member("W2")).toMatchObject({ id, department: "Research" });
    expect(await world.store.forOrganization(world.orgId, listFlaggedMatches)).toEqual([]);
    await expectCalm(world);
  });

  test.each(["full", "changes"] as const)(
    "whose new record comes first and whose old one ends later is never out: by %s runs",
    async (mode) => {
      const { world, vendor } = await synced(record("W1", 41, { start: "2024-01-08", department: "Agency" }));
      replace(vendor, record("W2", 41, { start: "2026-03-09" }));
      expect((await world.sync({ mode })).counts).toMatchObject({ link: 1, create: 0, conflict: 0 });
      // Not before the first day: the work of today speaks for the person.
      expect(await world.member("W1")).toMatchObject({ department: "Agency" });
      world.pass(24 * 7);
      replace(vendor, record("W1", 41, { ...GONE, start: "2024-01-08", end: "2026-03-08" }));
      replace(vendor, record("W2", 41, { start: "2026-03-09", name: "Person Forty-one" }));
      expect((await world.sync({ mode })).counts).toMatchObject({ deactivate: 0 });
      expect(await claims(world, "W1")).toEqual(["staged", "W1 left", "W2 employed"]);
      expect(await world.member("W1")).toMatchObject({ department: "Sales", firstName: "Person Forty-one" });
      await expectCalm(world);
    },
  );

  test("is out when both records end in one read, as one leaver", async () => {
    const both = [record("W1", 41, { start: "2024-01-08" }), record("W2", 41, { start: "2025-01-06" })];
    const { world, vendor } = await synced(...both);
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 employed"]);
    replace(vendor, ...both.map((one) => ({ ...one, ...GONE })));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "succeeded", counts: { deactivate: 1, update: 1 } });
    expect(await changesOf(world, run)).toEqual(["deactivate W2 terminated", "update W1 terminated"]);
    expect(await claims(world, "W1")).toEqual(["deactivated", "W1 left", "W2 left"]);
    await expectCalm(world);
    replace(vendor, ...both);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, update: 1 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 employed"]);
    await expectCalm(world);
  });

  test("is out when both records are missed twice, and not when one of them is", async () => {
    const both = [record("W1", 401), record("W2", 401)];
    const vendor = newVendor([...staff(300), ...both]);
    const world = await newWorld(store(), vendor);
    await world.sync();
    vendor.hidden.set("W1", "gone");
    await world.sync();
    world.pass(13);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, update: 1 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 left", "W2 employed"]);
    vendor.hidden.clear();
    await world.sync();
    vendor.hidden.set("W1", "gone").set("W2", "gone");
    await world.sync();
    expect(await claims(world, "W1")).toEqual(["staged", "W1 suspect", "W2 suspect"]);
    world.pass(13);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1, update: 1 });
    expect(await claims(world, "W1")).toEqual(["deactivated", "W1 left", "W2 left"]);
  });

  test("keeps the fields of the record that is employed, whatever the other one says", async () => {
    const { world, vendor } = await synced(
      record("W1", 41, { ...GONE, start: "2025-06-02", department: "Agency" }),
      record("W2", 41, { start: "2024-01-08" }),
    );
    const before = await rowVersions(world);
    replace(
      vendor,
      record("W1", 41, { ...GONE, start: "2025-06-02", end: "2026-02-20", email: null, department: "X" }),
    );
    expect(await changesOf(world, await world.sync())).toEqual(["skip W1 unchanged"]);
    expect(await rowVersions(world)).toEqual(before);
    await expectCalm(world);
  });

  test("has the fields of the record that began last where both are employed, and of the other once that ends", async () => {
    const first = record("W1", 41, { start: "2024-01-08", department: "Agency", email: "one@acme.test" });
    const second = record("W2", 41, { start: "2025-06-02", department: "Sales", email: "two@acme.test" });
    const { world, vendor } = await synced(first, second);
    expect(await world.member("W1")).toMatchObject({ department: "Sales", workEmail: "two@acme.test" });
    replace(vendor, { ...first, department: "Agency II" });
    await world.sync();
    expect(await world.member("W1")).toMatchObject({ department: "Sales", workEmail: "two@acme.test" });
    await expectCalm(world);
    replace(vendor, { ...second, ...GONE });
    await world.sync();
    expect(await world.member("W1")).toMatchObject({ department: "Agency II", workEmail: "one@acme.test" });
    await expectCalm(world);
  });

  test("has the fields of the record that goes on at the next full read, where changes told of the other's end only", async () => {
    const first = record("W1", 41, { start: "2024-01-08", department: "Agency" });
    const second = record("W2", 41, { start: "2025-06-02" });
    const { world, vendor } = await synced(first, second);
    replace(vendor, { ...second, ...GONE });
    expect((await world.sync({ mode: "changes" })).counts).toMatchObject({ deactivate: 0 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 left"]);
    await world.sync();
    expect(await world.member("W1")).toMatchObject({ department: "Agency" });
    await expectCalm(world);
  });

  test("comes back as the member they were, by a record that is new", async () => {
    const { world, vendor } = await synced(record("W1", 41));
    const before = await world.member("W1");
    replace(vendor, record("W1", 41, GONE));
    await world.sync();
    expect(await world.member("W1")).toMatchObject({ status: "deactivated" });
    replace(vendor, record("W3", 41, { start: "2026-03-02", department: "Research" }));
    expect((await world.sync()).counts).toMatchObject({ reactivate: 1, create: 0, conflict: 0 });
    expect(await claims(world, "W3")).toEqual(["staged", "W1 left", "W3 employed"]);
    expect(await world.member("W3")).toMatchObject({ id: before.id, department: "Research" });
    await expectCalm(world);
  });

  test.each(["full", "changes"] as const)(
    "who never was a member has the record of once with the first one that makes them one: by a %s run",
    async (mode) => {
      const { world, vendor } = await synced(
        record("W1", 41, { ...GONE, start: "2020-01-06" }),
        record("W2", 42, { email: null }),
      );
      expect(await world.members()).toHaveLength(20);
      replace(vendor, record("W3", 41), record("W4", 42));
      expect((await world.sync({ mode })).counts).toMatchObject({ create: 2, link: 2 });
      expect(await claims(world, "W1")).toEqual(["staged", "W1 left", "W3 employed"]);
      expect(await claims(world, "W4")).toEqual(["staged", "W2 employed", "W4 employed"]);
      await expectCalm(world);
    },
  );

  test("is not joined by a record whose state nobody knows, nor by one that cannot be read", async () => {
    const { world, vendor } = await synced(
      record("W1", 41),
      record("W2", 41, { status: "unknown" }),
      record("W3", 41, { name: "N\0" }),
    );
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed"]);
    await expectCalm(world);
    replace(vendor, record("W2", 41), record("W3", 41, { name: "N" }));
    expect((await world.sync()).counts).toMatchObject({ link: 2, create: 0 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 employed", "W3 employed"]);
  });

  test("whose records are told to be one's only later joins the member that the first record made", async () => {
    const { world, vendor } = await synced(person(41, { id: "W1" }));
    replace(vendor, person(41, { id: "W2", start: "2025-06-02", department: "Research" }));
    expect((await world.sync()).counts).toMatchObject({ conflict: 1 });
    replace(vendor, record("W1", 41), record("W2", 41, { start: "2025-06-02", department: "Research" }));
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, link: 1, create: 0 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 employed"]);
    expect(await world.member("W1")).toMatchObject({ department: "Research" });
    await expectCalm(world);
  });

  test("waits as a whole while somebody else has the address, and becomes one member with all records after", async () => {
    const { world, vendor } = await synced();
    const taken = { email: "p1@acme.test" };
    replace(vendor, record("W1", 41, { ...GONE, ...taken }), record("W2", 41, taken));
    expect((await world.sync()).counts).toMatchObject({ conflict: 2, create: 0, link: 0 });
    expect((await world.sync()).counts).toMatchObject({ conflict: 2, create: 0, link: 0 });
    await expectCalm(world);
    replace(vendor, record("W2", 41));
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, create: 1, link: 1 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 left", "W2 employed"]);
  });

  test("stays out with every record while somebody else has the address that they come back with", async () => {
    const { world, vendor } = await synced(record("W1", 41), record("W2", 41));
    replace(vendor, record("W1", 41, GONE), record("W2", 41, GONE));
    await world.sync();
    const taken = { email: "p1@acme.test" };
    replace(vendor, record("W1", 41, taken), record("W2", 41, taken), record("W3", 41, taken));
    expect((await world.sync()).counts).toMatchObject({ conflict: 3, reactivate: 0 });
    expect(await claims(world, "W1")).toEqual(["deactivated", "W1 left", "W2 left", "W3 left"]);
    await expectCalm(world);
    replace(vendor, record("W1", 41), record("W2", 41), record("W3", 41));
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, reactivate: 1 });
    expect(await claims(world, "W1")).toEqual(["staged", "W1 employed", "W2 employed", "W3 employed"]);
  });

  test("who is held is asked about once; approved they are out, seen employed by any record they are not asked about", async () => {
    const people = [41, 42, 43, 44, 45, 46].flatMap((number) => [
      record(`a${number}`, number),
      record(`b${number}`, number),
    ]);
    const { world, vendor } = await synced(...people);
    replace(vendor, ...people.map((one) => ({ ...one, ...GONE })));
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { held: 6 }, held: [{ people: 6 }] });
    expect(await world.sync()).toMatchObject({ state: "held", counts: { held: 6 } });
    replace(vendor, record("c41", 41));
    const again = await world.sync();
    expect(again).toMatchObject({ state: "held", counts: { held: 5, link: 1 } });
    expect((await claims(world, "c41"))[0]).toBe("staged");
    await world.store.forOrganization(world.orgId, async (tx) => {
      const holds = await listHolds(tx, again.id);
      const [first] = holds;
      const selection = { people: [{ text: String(first?.memberId), emailKey: "" }] };
      await rejectHolds(tx, act(world), { runId: again.id, selection, reason: null });
      await approveHolds(tx, act(world), { runId: again.id, selection: { all: true }, reason: null });
    });
    const members = await world.members();
    expect(members.filter((one) => one.status === "deactivated")).toHaveLength(4);
    expect((await world.sync()).counts).toMatchObject({ deactivate: 0, held: 0 });
  });

  test("who is held by both records is out when both are approved at once", async () => {
    const people = [41, 42, 43].flatMap((number) => [
      record(`a${number}`, number),
      record(`b${number}`, number),
    ]);
    const { world, vendor } = await synced(...people);
    for (const { id } of people) vendor.hidden.set(id, "gone");
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { held: 6 } });
    await world.store.forOrganization(world.orgId, (tx) =>
      approveHolds(tx, act(world), { runId: run.id, selection: { all: true }, reason: null }),
    );
    expect(await claims(world, "a41")).toEqual(["deactivated", "a41 left", "b41 left"]);
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql`select from deactivations where closed_at is null`.execute(tx),
    );
    expect(rows).toHaveLength(3);
  });
});

import { findIntegration, pinField, readMemberRecord, type MemberRecord } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { changeMapping } from "./operations/change-mapping.ts";
import { tracePerson } from "./operations/trace-person.ts";
import { person, terminate } from "./testing/vendor.ts";
import { undo } from "./testing/undoing.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

async function integrationOf({ store, orgId, integration }: World) {
  const found = await store.forOrganization(orgId, (tx) => findIntegration(tx, integration.id));
  if (!found) throw new Error("the integration is gone");
  return found;
}

async function map(world: World, set: Record<string, unknown>, unset: string[] = []): Promise<void> {
  const signal = new AbortController().signal;
  await changeMapping(world.engine, await integrationOf(world), {
    set,
    unset,
    actor: "ada",
    signal,
    sure: true,
  });
}

async function recordOf(world: World, who: string): Promise<MemberRecord> {
  const { id } = await world.member(who);
  const record = await world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, id, 50));
  if (!record) throw new Error(`nobody is ${who}`);
  return record;
}

async function attributesOf(world: World, who: string): Promise<MemberRecord["attributes"]> {
  return (await recordOf(world, who)).attributes;
}

/** What the next sync would do about somebody. */
async function nextOf(world: World, externalId: string) {
  const signal = new AbortController().signal;
  const trace = await tracePerson(world.engine, await integrationOf(world), { externalId, signal });
  return trace.outcome === "found" ? trace.next : null;
}

describe.each(engineServers)("attributes on %s", (server) => {
  const store = useStore(server);

  test("are filled, and change, by name, with what they were before in the history", async () => {
    const { world, vendor } = await syncedCompany(store(), 3);
    await map(world, { "attributes.guild": { first: ["guild"] }, "attributes.site": { constant: "HQ" } });
    vendor.people = vendor.people.map((one) => ({ ...one, guild: `of ${one.id}` }));
    vendor.people.push(person(4, { guild: 'a "b" \\ \t c' }));
    expect((await nextOf(world, "p1"))?.changes).toEqual([
      { field: "attributes.guild", before: null, after: "of p1" },
      { field: "attributes.site", before: null, after: "HQ" },
    ]);
    expect((await world.sync()).counts).toMatchObject({ update: 3, create: 1 });
    expect(await attributesOf(world, "p1")).toEqual({ guild: "of p1", site: "HQ" });
    expect(await attributesOf(world, "p4")).toEqual({ guild: 'a "b" \\ \t c', site: "HQ" });
    vendor.people[0] = person(1, { guild: "Search" });
    expect((await world.sync()).counts).toMatchObject({ update: 1, unchanged: 3 });
    const [newest] = (await recordOf(world, "p1")).history;
    expect(newest).toMatchObject({
      before: { attributes: { guild: "of p1", site: "HQ" } },
      after: { attributes: { guild: "Search", site: "HQ" } },
    });
    expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: 4 });
    expect((await nextOf(world, "p1"))?.action).toBe("nothing");
  });

  test("that are not returned stay one by one, those that are empty become so, and what nothing fills any more stays", async () => {
    const { world, vendor } = await syncedCompany(store(), 2);
    const guild = { first: ["guild"] };
    await map(world, { "attributes.guild": guild, "attributes.team": { first: ["department"] } });
    vendor.people = vendor.people.map((one) => ({ ...one, guild: "Search" }));
    await world.sync();
    vendor.restricted = ["department"];
    vendor.people[0] = person(1);
    await world.sync();
    expect(await attributesOf(world, "p1")).toEqual({ guild: null, team: "Sales" });
    vendor.restricted = ["department", "guild"];
    await world.sync();
    expect(await attributesOf(world, "p1")).toEqual({ guild: null, team: "Sales" });
    expect(await attributesOf(world, "p2")).toEqual({ guild: "Search", team: "Sales" });
    vendor.restricted = [];
    vendor.people[1] = person(2, { guild: "Payments" });
    await map(world, {}, ["attributes.guild"]);
    await world.sync();
    expect(await attributesOf(world, "p2")).toEqual({ guild: "Search", team: "Sales" });
  });

  test("are nowhere where nobody maps any", async () => {
    const { world } = await syncedCompany(store(), 2);
    const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
      sql`select distinct attributes from members union select attributes from changes`.execute(tx),
    );
    expect(rows).toEqual([{ attributes: null }]);
    expect(await attributesOf(world, "p1")).toEqual({});
  });

  test("go back with the run that filled them, and are not filled again until the source says something else", async () => {
    const { world, vendor } = await syncedCompany(store(), 2);
    await map(world, { "attributes.guild": { first: ["guild"] }, "attributes.site": { constant: "HQ" } });
    vendor.people[0] = person(1, { guild: "Search" });
    await world.sync();
    vendor.people[0] = person(1, { guild: "Payments" });
    const run = await world.sync();
    await undo(world, run);
    expect(await attributesOf(world, "p1")).toEqual({ guild: "Search", site: "HQ" });
    for (let again = 0; again < 2; again += 1) await world.sync();
    expect(await attributesOf(world, "p1")).toEqual({ guild: "Search", site: "HQ" });
    vendor.people[0] = person(1, { guild: "Risk" });
    for (let again = 0; again < 2; again += 1) await world.sync();
    expect(await attributesOf(world, "p1")).toEqual({ guild: "Risk", site: "HQ" });
  });

  test("survive a person's act and a leaver whom the source blanks", async () => {
    const { world, vendor } = await syncedCompany(store(), 4);
    await map(world, { "attributes.guild": { first: ["guild"] } });
    vendor.people = vendor.people.map((one) => ({ ...one, guild: "Search" }));
    await world.sync();
    const { id: memberId } = await world.member("p2");
    await world.store.forOrganization(world.orgId, (tx) =>
      pinField(tx, act(world), { memberId, field: "department", value: "Research" }),
    );
    vendor.people[0] = person(1);
    terminate(vendor, 1);
    await world.sync();
    expect(await world.member("p1")).toMatchObject({ status: "deactivated" });
    expect(await attributesOf(world, "p1")).toEqual({ guild: "Search" });
    expect(await attributesOf(world, "p2")).toEqual({ guild: "Search" });
    // The source says otherwise of the pinned field, and nothing will come of it.
    expect((await nextOf(world, "p2"))?.action).toBe("nothing");
  });
});

describe.each(engineServers)("a field that is filled only when a member is made, on %s", (server) => {
  const store = useStore(server);

  test("stays from then on, while others follow, and makes no update run after run", async () => {
    const { world, vendor } = await syncedCompany(store(), 3);
    await map(world, {
      department: { first: ["department"], when: "creation" },
      "attributes.guild": { first: ["guild"], when: "creation" },
      "attributes.place": { first: ["department"] },
    });
    vendor.people.push(person(4, { guild: "Search" }));
    await world.sync();
    expect(await world.member("p4")).toMatchObject({ department: "Sales" });
    expect(await attributesOf(world, "p4")).toEqual({ guild: "Search", place: "Sales" });
    // Who was a member already is given none.
    expect(await attributesOf(world, "p1")).toEqual({ place: "Sales" });
    vendor.people[3] = person(4, { guild: "Payments", department: "Research", name: "Ada" });
    expect((await nextOf(world, "p4"))?.changes.map(({ field }) => field)).toEqual([
      "firstName",
      "attributes.place",
    ]);
    await world.sync();
    expect(await world.member("p4")).toMatchObject({ department: "Sales", firstName: "Ada" });
    expect(await attributesOf(world, "p4")).toEqual({ guild: "Search", place: "Research" });
    expect((await recordOf(world, "p4")).history[0]?.before).toEqual({
      firstName: "Person 4",
      attributes: { guild: "Search", place: "Sales" },
    });
    vendor.people[3] = person(4, { guild: "Risk", department: "Research", name: "Ada" });
    expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: 4 });
    const before = await recordOf(world, "p4");
    expect((await world.sync()).counts).toMatchObject({ update: 0, unchanged: 4 });
    expect(await recordOf(world, "p4")).toEqual(before);
  });

  test("is neither cleared nor held when the source has none any more", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    await map(world, { department: { first: ["department"], when: "creation" } });
    await world.sync();
    vendor.people = vendor.people.map((one) => ({ ...one, department: null }));
    expect(await world.sync()).toMatchObject({ state: "succeeded", counts: { update: 0 } });
    expect(await world.member("p1")).toMatchObject({ department: "Sales" });
  });

  test("takes nothing of a new address into a collision", async () => {
    const { world, vendor } = await syncedCompany(store(), 3);
    await map(world, { workEmail: { first: ["email"], when: "creation" } });
    vendor.people[0] = person(1, { email: "p2@acme.test" });
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, update: 0 });
    expect(await world.member("p1")).toMatchObject({ workEmail: "p1@acme.test" });
  });
});

import { dayIn, explain, type Explanation, foldKey, type PersonFacts } from "@muster/roster";
import {
  approveHolds,
  explainMember,
  explainRecords,
  giveRole,
  listComing,
  rejectHolds,
  startMatches,
} from "@muster/store";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { connectorTo, newVendor, person, staff, terminate } from "./testing/vendor.ts";
import { act, newWorld, syncedCompany, useStore, type World } from "./testing/world.ts";
import { tracePerson } from "./operations/trace-person.ts";

const store = useStore("pg18");

/** The answer about the member of an external id. */
async function why(world: World, externalId: string): Promise<Explanation & { facts: PersonFacts }> {
  const { id } = await world.member(externalId);
  const facts = await world.store.forOrganization(world.orgId, (tx) => explainMember(tx, id));
  if (!facts) throw new Error("nobody was found");
  return { ...explain(facts, (instant) => dayIn("UTC", instant)), facts };
}

/** The answers about records that are no members. */
async function whyNot(world: World, text: string): Promise<Explanation[]> {
  const found = await world.store.forOrganization(world.orgId, (tx) =>
    explainRecords(tx, { text, emailKey: foldKey(text) }),
  );
  return found.map((facts) => explain(facts, (instant) => dayIn("UTC", instant)));
}

function decide(world: World, work: typeof approveHolds, runId: number, who: string): Promise<unknown> {
  const selection = { people: [{ text: who, emailKey: who }] };
  return world.store.forOrganization(world.orgId, (tx) =>
    work(tx, act(world), { runId, selection, reason: "on a secondment" }),
  );
}

test("a leaver: which source said so, when, by which run, and which matches wait for a look", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const [mentor, mentee] = [await world.member("p1"), await world.member("p2")];
  await world.store.forOrganization(world.orgId, (tx) =>
    startMatches(tx, {
      orgId: world.orgId,
      pairs: [{ mentorId: mentor.id, menteeId: mentee.id }],
      startedOn: "2026-02-02",
      meetingsEach: 1,
      goalsEach: 1,
    }),
  );
  terminate(vendor, 1);
  const run = await world.sync();
  const { short, evidence, facts } = await why(world, "p1");
  expect(short).toBe(
    `Person 1 is deactivated since 2026-03-02: record p1 of "Tiny" says that they are terminated (by a sync, run ${run.id}). Active matches to review: 1.`,
  );
  expect(evidence).toContainEqual(
    `Record p1 of "Tiny": claim left, employment terminated; last seen by run ${run.id} on 2026-03-02; last change deactivate (terminated) by run ${run.id} on 2026-03-02.`,
  );
  expect(evidence).toContainEqual(expect.stringMatching(/^Match \d+ with Person 2 is flagged for review/));
  expect(facts.deactivations).toMatchObject([
    { cause: "termination", door: "hr", run: run.id, closedAt: null },
  ]);
});

test("a leaver whom complete reads missed was last seen by the run before they went missing", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  const seen = await world.sync();
  vendor.hidden.set("p1", "gone");
  await world.sync();
  const missing = await why(world, "p1");
  expect(missing.short).toContain(
    'is still staged, although complete reads miss record p1 of "Tiny" since 2026-03-02',
  );
  expect(missing.facts.claims[0]?.lastSeen).toMatchObject({ run: seen.id });
  world.pass(24);
  await world.sync();
  const gone = await why(world, "p1");
  expect(gone.short).toContain(
    'Person 1 is deactivated since 2026-03-03: complete reads no longer found record p1 of "Tiny"',
  );
  expect(gone.facts.claims[0]?.lastSeen).toMatchObject({ run: seen.id });
});

test("a held leaver: the rule in words, since when and what to do; approved and rejected ones say by whom", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  terminate(vendor, 8);
  const run = await world.sync();
  const held = await why(world, "p1");
  expect(held.short).toBe(
    `Person 1 is still staged, although record p1 of "Tiny" says that they are terminated: run ${run.id} held it on 2026-03-02, because the leavers were more than 5 people and 10 % of 30. It waits for a person's decision.`,
  );
  expect(held.fix).toContain(`muster runs approve ${run.id} --person p1`);
  expect(held.facts.claims[0]?.lastSeen).toMatchObject({ run: run.id });
  await decide(world, approveHolds, run.id, "p1");
  const left = await why(world, "p1");
  expect(left.short).toContain(`says that they are terminated (run ${run.id}, approved by ada)`);
  expect(left.evidence.join("\n")).toContain(
    'approved by ada on 2026-03-02, with the reason "on a secondment", and applied',
  );
  await decide(world, rejectHolds, run.id, "p2");
  const kept = await why(world, "p2");
  expect(kept.short).toBe(
    'Person 2 is still staged, because their leaving by record p2 of "Tiny" was rejected by ada on 2026-03-02, with the reason "on a secondment". That stands until the source shows them employed again.',
  );
  expect(kept.fix).toBeNull();
});

test("somebody on leave has not left, and somebody who waits is told what for", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const waiting = await why(world, "p2");
  expect(waiting.short).toBe("Person 2 cannot log in yet: they wait for a role.");
  expect(waiting.fix).toContain("muster members role");
  vendor.people[0] = person(1, { status: "onLeave" });
  const { id } = await world.member("p1");
  await world.store.forOrganization(world.orgId, (tx) =>
    giveRole(tx, act(world), { memberIds: [id], role: "mentor" }),
  );
  const run = await world.sync();
  const away = await why(world, "p1");
  expect(away.short).toBe(
    'Person 1 is active: record p1 of "Tiny" says that they are on leave, and whoever is on leave has not left.',
  );
  expect(away.facts.claims[0]?.lastSeen).toMatchObject({ run: run.id });
});

test("a record that is no member is found by its id or its e-mail, with what was decided about it and why", async () => {
  const vendor = newVendor([
    ...staff(30),
    person(31, { email: null }),
    person(32, { status: "terminated", end: "2026-02-01" }),
    person(33, { email: "P1@acme.test" }),
  ]);
  vendor.people.splice(0, 1);
  const world = await newWorld(store(), vendor);
  vendor.people.unshift(person(1));
  vendor.people.splice(-1, 1);
  await world.sync();
  const { id } = await world.member("p1");
  vendor.people.push(person(33, { email: "P1@acme.test" }));
  await world.sync();
  expect((await whyNot(world, "p31"))[0]?.short).toContain(
    'Record p31 of "Tiny" is no member: the source has no work e-mail for them.',
  );
  expect((await whyNot(world, "p32@acme.test"))[0]?.short).toContain(
    "they had left before Muster first saw them",
  );
  const [conflict] = await whyNot(world, "p1@acme.test");
  expect(conflict?.short).toContain(
    `Record p33 of "Tiny" is no member: somebody else has, or wants, the same work e-mail (member ${id} has it).`,
  );
  expect(conflict?.fix).toContain("one person");
  expect(await whyNot(world, "nobody@acme.test")).toEqual([]);
});

test("whoever two sources claim stays while one of them does, and the answer names both", async () => {
  const { world: first, vendor } = await syncedCompany(store(), 30);
  const second = await newWorld(
    store(),
    newVendor([person(1, { id: "q1" }), ...Array.from({ length: 20 }, (_, index) => person(101 + index))]),
    first,
  );
  await second.sync();
  const { id } = await first.member("p1");
  await store().forOrganization(first.orgId, (tx) =>
    sql`update identities set member_id = ${id}, decision = null, reason = null
        where integration_id = ${second.integration.id} and external_id = 'q1'`.execute(tx),
  );
  await second.sync();
  await first.store.forOrganization(first.orgId, (tx) =>
    giveRole(tx, act(first), { memberIds: [id], role: "both" }),
  );
  expect((await why(first, "p1")).short).toBe(
    'Person 1 is active: record p1 of "Tiny" and record q1 of "Tiny too" claim them, and they leave only when nobody does.',
  );
  terminate(vendor, 1);
  await first.sync();
  expect((await why(first, "p1")).short).toBe(
    'Person 1 is active, although they left by record p1 of "Tiny": record q1 of "Tiny too" still claims them, and they leave only when nobody does.',
  );
});

test("the calendar lists first and last days of the next fourteen, and none behind them", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  vendor.people = [
    person(1, { end: "2026-03-02" }),
    person(2, { end: "2026-03-16" }),
    person(3, { end: "2026-03-17" }),
    ...staff(30).slice(3),
    person(31, { start: "2026-03-09" }),
    person(32, { start: "2026-03-20" }),
    // An old end, before the start of a rehire.
    person(33, { start: "2026-03-10", end: "2026-03-05" }),
  ];
  await world.sync();
  const coming = (integrationId: number) =>
    world.store.forOrganization(world.orgId, (tx) =>
      listComing(tx, { from: "2026-03-02", days: 14, integrationId }),
    );
  expect((await coming(world.integration.id)).map(({ day, kind, name }) => [day, kind, name])).toEqual([
    ["2026-03-02", "leaver", "Person 1"],
    ["2026-03-09", "joiner", "Person 31"],
    ["2026-03-10", "joiner", "Person 33"],
    ["2026-03-16", "leaver", "Person 2"],
  ]);
  expect(await coming(world.integration.id + 1_000)).toEqual([]);
});

test("what a trace foretells is what the next sync does, and the trace itself stores nothing", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  vendor.people[0] = person(1, { department: "Legal" });
  vendor.people[1] = person(2, { status: "terminated", end: "2026-03-01" });
  vendor.people[2] = person(3, { status: "onLeave" });
  vendor.people[3] = person(4, { email: "p5@acme.test" });
  vendor.people.push(person(31), person(32, { email: null }), person(33, { status: "terminated" }));
  vendor.hidden.set("p30", "gone");
  const before = await world.members();
  const signal = new AbortController().signal;
  const trace = (externalId: string) => tracePerson(world.engine, world.integration, { externalId, signal });
  const action = async (externalId: string) => {
    const traced = await trace(externalId);
    return traced.outcome === "found" ? traced.next?.action : traced.outcome;
  };
  const foretold = new Map<string, unknown>();
  for (const id of ["p1", "p2", "p3", "p4", "p31", "p32", "p33"]) foretold.set(id, await action(id));
  expect(await action("p6")).toBe("nothing");
  expect(await trace("p30")).toMatchObject({ outcome: "notFound", memberId: expect.any(Number) });
  expect(await trace("p1")).toMatchObject({
    employment: { employment: "active", because: expect.stringContaining("the vendor says active") },
    targets: expect.arrayContaining([
      expect.objectContaining({
        target: "department",
        from: [{ field: "department", value: "Legal" }],
        value: "Legal",
      }),
    ]),
    next: {
      action: "update",
      words: "An update of department.",
      changes: [{ field: "department", before: "Sales", after: "Legal" }],
    },
  });
  expect(await world.members()).toEqual(before);
  const done = await actionsOf(world, await world.sync());
  for (const [id, what] of foretold) expect([id, what]).toEqual([id, done.get(id)]);
});

test("a trace foretells a return, a first day and the end of one claim beside another", async () => {
  const { world, vendor } = await syncedCompany(store(), 300);
  vendor.people[1] = person(2, { status: "terminated", end: "2026-03-01" });
  vendor.people.push(person(301, { start: "2026-03-03" }), person(302, { personId: "twin" }));
  vendor.people.push(person(303, { personId: "twin", email: "p302@acme.test" }));
  vendor.hidden.set("p6", "gone");
  await world.sync();
  vendor.people[1] = person(2);
  vendor.hidden.clear();
  vendor.people = vendor.people.map((one) => (one.id === "p303" ? { ...one, status: "terminated" } : one));
  world.pass(24);
  const signal = new AbortController().signal;
  const foretold = new Map<string, unknown>();
  for (const externalId of ["p2", "p6", "p301", "p303"]) {
    const traced = await tracePerson(world.engine, world.integration, { externalId, signal });
    foretold.set(externalId, traced.outcome === "found" ? traced.next?.action : traced.outcome);
  }
  expect(Object.fromEntries(foretold)).toEqual({
    p2: "reactivate",
    p6: "update",
    p301: "advance",
    p303: "update",
  });
  const done = await actionsOf(world, await world.sync());
  for (const [id, what] of foretold) expect([id, what]).toEqual([id, done.get(id)]);
});

/** What a run did, by external id. */
async function actionsOf(world: World, run: { id: number }): Promise<Map<string, string>> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql<{ id: string; action: string }>`
      select c.external_id as id, c.action from changes c join batches b on b.id = c.batch_id
      where b.run_id = ${run.id}`.execute(tx),
  );
  return new Map(rows.map((row) => [row.id, row.action]));
}

test("a connector without a look by id is no error of the trace: it says so", async () => {
  const { world, vendor } = await syncedCompany(store(), 3);
  const { readOne: _, ...blind } = connectorTo(vendor);
  const engine = { ...world.engine, connectors: new Map([["tiny", blind]]) };
  const signal = new AbortController().signal;
  expect(await tracePerson(engine, world.integration, { externalId: "p1", signal })).toEqual({
    outcome: "noLook",
  });
});

import { randomBytes } from "node:crypto";
import {
  decideConflicts,
  eraseMember,
  liftSuppression,
  listConflicts,
  readMemberRecord,
} from "@muster/store";
import { placesOf } from "@muster/store/testing";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Progress } from "./engine.ts";
import { tracePerson } from "./operations/trace-person.ts";
import { newVendor, type Person, person, staff, type Vendor } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

const store = useStore("pg18");

/** A company of `count` whose first person has a word in all that is theirs which nobody else in the database has. */
async function companyOfAda(
  count: number,
  more: (word: string) => Partial<Person> = () => ({}),
): Promise<{ world: World; vendor: Vendor; word: string; ada: Person }> {
  const word = `q${randomBytes(5).toString("hex")}`;
  const own = { id: word, email: `${word}@acme.test`, name: `${word} name`, department: `${word} lab` };
  const ada = person(1, { ...own, ...more(word) });
  const vendor = newVendor([ada, ...staff(count).slice(1)]);
  const world = await newWorld(store(), vendor);
  await world.sync();
  return { world, vendor, word, ada };
}

async function erase(world: World, externalId: string): Promise<number> {
  const { id } = await world.member(externalId);
  await world.store.forOrganization(world.orgId, (tx) =>
    eraseMember(tx, world.engine.keyring, act(world), { memberId: id, reason: null }),
  );
  return id;
}

async function rowsOf(world: World, table: "identities" | "changes" | "suppressions"): Promise<number> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(tx),
  );
  return rows[0]?.n ?? -1;
}

test("later syncs count an erased person as present and store nothing of them", async () => {
  const { world, vendor, word, ada } = await companyOfAda(4);
  await erase(world, word);
  const before = [await rowsOf(world, "identities"), await rowsOf(world, "changes")];
  expect(before[0]).toBe(3);
  for (let day = 0; day < 3; day++) {
    world.pass(24);
    const run = await world.sync();
    expect(run).toMatchObject({
      state: "succeeded",
      certificate: "counted",
      counts: { people: 4, create: 0, skip: 0, unchanged: 4 },
    });
  }
  expect([await rowsOf(world, "identities"), await rowsOf(world, "changes")]).toEqual(before);
  // The vendor moves them, too.
  vendor.people[0] = { ...ada, department: `${word} new` };
  world.pass(24);
  await world.sync();
  expect(await placesOf(store(), word)).toEqual([]);
});

test("an erased person whose record comes twice, or cannot be read, is erased all the same", async () => {
  const { world, vendor, word, ada } = await companyOfAda(4);
  await erase(world, word);
  vendor.people = [ada, { ...ada, department: `${word} two` }, ...staff(4).slice(1)];
  vendor.totalOff = -1;
  world.pass(24);
  expect(await world.sync()).toMatchObject({ certificate: "counted", counts: { people: 4, reject: 0 } });
  vendor.totalOff = 0;
  vendor.people = [{ ...ada, email: `${word}\u0000bad` }, ...staff(4).slice(1)];
  world.pass(24);
  expect(await world.sync()).toMatchObject({ certificate: "counted", counts: { people: 4, reject: 0 } });
  expect(await placesOf(store(), word)).toEqual([]);
});

test("another record that the source says is the same person's brings nobody back", async () => {
  const { world, vendor, word } = await companyOfAda(3, (id) => ({ personId: `${id} person` }));
  await erase(world, word);
  vendor.people.push(
    person(9, { id: `${word}-9`, personId: `${word} person`, email: `new-${word}@acme.test` }),
  );
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { people: 4, create: 0 } });
  expect(await placesOf(store(), word)).toEqual([]);
});

test("a newcomer with an erased person's e-mail is a conflict until it is lifted for the address", async () => {
  const { world, vendor, word } = await companyOfAda(3);
  await erase(world, word);
  vendor.people.push(person(9, { email: `${word.toUpperCase()}@acme.test` }));
  for (const conflict of [1, 1]) {
    world.pass(24);
    expect(await world.sync()).toMatchObject({ counts: { create: 0, conflict } });
  }
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select external_id, decision, reason, member_id from identities where decision is not null`.execute(
      tx,
    ),
  );
  expect(rows).toEqual([{ external_id: "p9", decision: "conflict", reason: "erasedEmail", member_id: null }]);
  await world.store.forOrganization(world.orgId, (tx) =>
    liftSuppression(tx, world.engine.keyring, act(world), {
      emailKey: `${word}@acme.test`,
      reason: "a namesake",
    }),
  );
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { create: 1, conflict: 0 } });
  // Of the address only: the person stays away.
  expect((await world.members()).filter(({ status }) => status !== "deactivated")).toHaveLength(3);
});

/** A newcomer comes with erased Ada's e-mail, and somebody answers the question that this raises. */
async function answered(decision: "same" | "ignore"): Promise<{ world: World; word: string }> {
  const { world, vendor, word } = await companyOfAda(3);
  await erase(world, word);
  vendor.people.push(person(9, { name: `${word} name`, email: `${word}@acme.test` }));
  world.pass(24);
  await world.sync();
  await answer(world, decision);
  return { world, word };
}

async function answer(world: World, decision: "same" | "different" | "ignore"): Promise<void> {
  await world.store.forOrganization(world.orgId, async (tx) => {
    const asked = (await listConflicts(tx, { all: true })).filter(({ state }) => state !== "withdrawn");
    const ids = asked.map(({ id }) => id);
    await decideConflicts(tx, world.engine.keyring, act(world), { ids, decision, reason: null });
  });
}

async function questions(world: World): Promise<string> {
  const { rows } = await world.store.forOrganization(world.orgId, (tx) =>
    sql`select external_id, evidence from conflicts`.execute(tx),
  );
  return JSON.stringify(rows);
}

test("a newcomer of whom a person says that they are the one who was erased is erased as well", async () => {
  const { world, word } = await answered("same");
  expect(await placesOf(store(), word)).toEqual([]);
  for (let day = 0; day < 2; day++) {
    world.pass(24);
    expect(await world.sync()).toMatchObject({ counts: { people: 4, create: 0, conflict: 0, skip: 0 } });
  }
  expect(await placesOf(store(), word)).toEqual([]);
  expect(await rowsOf(world, "identities")).toBe(2);
});

test("a question about an erased person's e-mail that is ignored keeps no name of anybody", async () => {
  const { world, word } = await answered("ignore");
  expect(await questions(world)).not.toContain(word);
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { create: 0, conflict: 0, skip: 1 } });
  await answer(world, "same");
  expect(await placesOf(store(), word)).toEqual([]);
});

test("a newcomer of whom a person says that they are somebody else becomes a member", async () => {
  const { world, vendor, word } = await companyOfAda(3);
  await erase(world, word);
  vendor.people.push(person(9, { email: `${word}@acme.test` }));
  world.pass(24);
  await world.sync();
  await world.store.forOrganization(world.orgId, async (tx) => {
    const asked = await listConflicts(tx);
    expect(asked).toMatchObject([{ kind: "erasedEmail", externalId: "p9", member: null }]);
    const ids = asked.map(({ id }) => id);
    await decideConflicts(tx, world.engine.keyring, act(world), {
      ids,
      decision: "different",
      reason: "a namesake",
    });
  });
  for (const create of [1, 0]) {
    world.pass(24);
    expect(await world.sync()).toMatchObject({ counts: { create, conflict: 0 } });
  }
  expect((await world.member("p9")).workEmail).toBe(`${word}@acme.test`);
});

/** Ada has left, and a record of her name makes the next run ask whether it is hers. */
async function askedAboutAda(): Promise<{ world: World; word: string; ada: number; asked: number }> {
  const { world, vendor, word, ada } = await companyOfAda(3);
  vendor.people[0] = { ...ada, status: "terminated", end: "2026-03-01" };
  await world.sync();
  const name = ada.name ?? "";
  vendor.people.push(
    person(9, { id: `${word}-9`, name, email: `new-${word}@acme.test`, start: "2026-03-02" }),
  );
  expect(await world.sync()).toMatchObject({ counts: { create: 0, conflict: 1 } });
  const [asked] = await world.store.forOrganization(world.orgId, (tx) => listConflicts(tx));
  const { id } = await world.member(word);
  expect(asked).toMatchObject({ kind: "looksAlike", member: { id } });
  return { world, word, ada: id, asked: asked?.id ?? 0 };
}

test("a record that a person gave to somebody who is erased before the next run goes with them", async () => {
  const { world, word, ada, asked } = await askedAboutAda();
  await world.store.forOrganization(world.orgId, (tx) =>
    decideConflicts(tx, world.engine.keyring, act(world), { ids: [asked], decision: "same", reason: null }),
  );
  await erase(world, word);
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { people: 4, create: 0, link: 0, reactivate: 0 } });
  const record = (await world.members()).find(({ id }) => id === ada);
  expect(record).toMatchObject({ workEmail: null, status: "deactivated", identities: [] });
  expect(await placesOf(store(), word)).toEqual([]);
});

test("nobody can be made one with somebody who was erased meanwhile", async () => {
  const { world, word, ada, asked } = await askedAboutAda();
  await erase(world, word);
  await expect(
    world.store.forOrganization(world.orgId, (tx) =>
      decideConflicts(tx, world.engine.keyring, act(world), { ids: [asked], decision: "same", reason: null }),
    ),
  ).rejects.toMatchObject({ code: "conflictDecided" });
  world.pass(24);
  expect(await world.sync()).toMatchObject({ counts: { create: 1, conflict: 0 } });
  expect((await world.member(`${word}-9`)).id).not.toBe(ada);
});

test("a lifted erasure lets the next sync make a new member of the person", async () => {
  const { world, word, ada } = await companyOfAda(3);
  const old = await erase(world, word);
  const lift = (): Promise<number> =>
    world.store.forOrganization(world.orgId, (tx) =>
      liftSuppression(tx, world.engine.keyring, act(world), {
        integrationId: world.integration.id,
        externalId: word,
        reason: "asked to be back",
      }),
    );
  expect(await lift()).toBe(2);
  await expect(lift()).rejects.toMatchObject({ code: "notErased" });
  world.pass(24);
  expect(await world.sync({ mode: "changes" })).toMatchObject({ mode: "full", counts: { create: 1 } });
  const back = await world.member(word);
  expect(back.id).not.toBe(old);
  expect(back).toMatchObject({ workEmail: ada.email, status: "staged" });
  const record = await world.store.forOrganization(world.orgId, (tx) => readMemberRecord(tx, old, 10));
  expect(record).toMatchObject({ displayName: null, deactivations: [{ cause: "erasure", closedAt: null }] });
  await erase(world, word);
  expect(await rowsOf(world, "suppressions")).toBe(4);
});

test.each([1, 2])(
  "somebody who is erased while page %i of a run is read is not in what it stores",
  async (page) => {
    const { world, vendor, word, ada } = await companyOfAda(120);
    vendor.people[0] = { ...ada, department: `${word} new` };
    vendor.beforePage = async (at) => {
      if (at === page) await erase(world, word);
    };
    world.pass(24);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "succeeded", certificate: "counted", counts: { people: 120 } });
    expect(await placesOf(store(), word)).toEqual([]);
  },
);

/** The transactions after the read: the looks by id, the plan, and what applies it or takes it back. */
const LATER = ["looks", "plan", "end"] as const;

test.each(LATER.flatMap((step) => [true, false].map((dryRun) => ({ step, dryRun }))))(
  "somebody who is erased right before the run's $step is in neither plan nor outcome (dry run: $dryRun)",
  async ({ step, dryRun }) => {
    const { world, vendor, word, ada } = await companyOfAda(4);
    vendor.people[0] = { ...ada, department: `${word} new` };
    vendor.people[1] = person(2, { department: "Research" });
    world.pass(24);
    const left: string[] = [];
    world.engine.store = {
      ...world.store,
      forOrganization: async (...transaction) => {
        if (left.shift() === step) await erase(world, word);
        return world.store.forOrganization(...transaction);
      },
    };
    const onProgress = ({ phase }: Progress): void => {
      if (phase === "planning") left.push(...LATER);
    };
    const run = await world.sync({ dryRun, control: { onProgress } });
    expect(run).toMatchObject({ state: "succeeded", counts: { people: 4, update: 1 } });
    expect(await placesOf(store(), word)).toEqual([]);
  },
);

test("a trace of an erased record says so, and asks the source nothing", async () => {
  const { world, vendor, word } = await companyOfAda(3);
  await erase(world, word);
  const trace = await tracePerson(world.engine, world.integration, {
    externalId: word,
    signal: new AbortController().signal,
  });
  expect(trace).toEqual({ outcome: "erased" });
  expect(vendor.looks).toEqual([]);
});

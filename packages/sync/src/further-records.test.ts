import {
  decideConflicts,
  explainRecords,
  type Hold,
  listConflicts,
  listHolds,
  type RunRecord,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { newVendor, type Person, person, staff } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

const GONE = { status: "terminated", end: "2026-03-01" } as const;
const DAY = 24;

function replace(world: World, ...records: Person[]): void {
  const ids = new Set(records.map(({ id }) => id));
  world.vendor.people = [...world.vendor.people.filter(({ id }) => !ids.has(id)), ...records];
}

function remove(world: World, id: string): void {
  world.vendor.people = world.vendor.people.filter((one) => one.id !== id);
}

async function claims(world: World, id: string): Promise<string[]> {
  const { status, identities } = await world.member(id);
  return [status, ...identities.map(({ externalId, claim }) => `${externalId} ${claim}`)];
}

function holdsOf(world: World, run: RunRecord): Promise<Hold[]> {
  return world.store.forOrganization(world.orgId, (tx) => listHolds(tx, run.id));
}

async function sayTheSame(world: World): Promise<void> {
  await world.store.forOrganization(world.orgId, async (tx) => {
    const ids = (await listConflicts(tx)).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    await decideConflicts(tx, world.engine.keyring, act(world), { ids, decision: "same", reason: null });
  });
}

describe.each(engineServers)("a further record of somebody, on %s,", (server) => {
  const store = useStore(server);

  test("is its person's, though it comes with the address of somebody whom another source alone knows", async () => {
    const first = await newWorld(store(), newVendor(staff(20)));
    await first.sync();
    const old = person(50, { id: "w1", personId: "P50" });
    const second = await newWorld(store(), newVendor([old, person(51), person(52)]), first);
    await second.sync();
    replace(second, { ...old, id: "w2", email: "p1@acme.test" });
    expect((await second.sync()).counts).toMatchObject({ create: 0, link: 1 });
    expect(await claims(second, "w1")).toEqual(["staged", "w1 employed", "w2 employed"]);
    expect(await claims(first, "p1")).toEqual(["staged", "p1 employed"]);
  });

  test("asks for the return that the first one asked for, once that one is gone", async () => {
    const one = person(41, { id: "w1", personId: "P41" });
    const world = await newWorld(store(), newVendor([...staff(20), one]));
    await world.sync();
    replace(world, { ...one, ...GONE });
    await world.sync();
    world.pass(40 * DAY);
    replace(world, { ...one, start: "2026-04-10" }, { ...one, id: "w2" });
    expect(await holdsOf(world, await world.sync())).toMatchObject([
      { externalId: "w1", code: "returnReview" },
    ]);
    expect(await claims(world, "w1")).toEqual(["deactivated", "w1 left", "w2 employed"]);
    expect((await world.sync()).counts).toMatchObject({ held: 1, update: 0 });
    remove(world, "w1");
    expect(await holdsOf(world, await world.sync())).toMatchObject([
      { externalId: "w2", code: "returnReview" },
    ]);
    expect(await claims(world, "w1")).toEqual(["deactivated", "w1 left", "w2 employed"]);
  });

  test("is remembered from the first read on, though the return that it asks for waits", async () => {
    const one = person(41, { id: "w1", personId: "P41" });
    const world = await newWorld(store(), newVendor([...staff(20), { ...one, ...GONE, id: "w0" }, one]));
    await world.sync();
    replace(world, { ...one, ...GONE });
    await world.sync();
    world.pass(40 * DAY);
    replace(world, { ...one, id: "w2" });
    const asked = { externalId: "w2", code: "returnReview" };
    expect(await holdsOf(world, await world.sync())).toMatchObject([asked]);
    const known = await world.store.forOrganization(world.orgId, (tx) =>
      explainRecords(tx, { text: "w2", emailKey: "" }),
    );
    expect(known).toMatchObject([{ member: null, claims: [{ decision: "hold", reason: "returnReview" }] }]);
    expect(await holdsOf(world, await world.sync())).toMatchObject([asked]);
  });

  test("claims its member though its address waits, also where a plan that was held whole had asked about it", async () => {
    const world = await newWorld(store(), newVendor(staff(20)));
    await world.sync();
    const again = person(1, { id: "n1", email: "again@acme.test" });
    replace(world, person(1, GONE), again);
    await world.sync();
    await sayTheSame(world);
    replace(world, { ...again, email: "p2@acme.test" });
    await world.setPolicy({ conflicts: { people: 0, percent: 0 } });
    expect(await world.sync()).toMatchObject({ state: "held", reasonCode: "conflicts" });
    await world.setPolicy({});
    expect((await world.sync()).counts).toMatchObject({ conflict: 1, deactivate: 0 });
    expect(await claims(world, "p1")).toEqual(["staged", "n1 employed", "p1 left"]);
    replace(world, again);
    expect((await world.sync()).counts).toMatchObject({ conflict: 0, update: 1 });
    expect(await world.member("p1")).toMatchObject({ status: "staged", workEmail: "again@acme.test" });
  });
});

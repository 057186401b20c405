import { eraseMember, listConflicts, protectMember } from "@muster/store";
import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { leftBy } from "../testing/aftermath.ts";
import { newVendor, type Person, person, type Vendor } from "../testing/vendor.ts";
import { act, activate, newWorld, syncedCompany, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");
const GONE = { status: "terminated", end: "2026-03-01" } as const;
const nothing = (): void => undefined;

function replace(vendor: Vendor, id: string, change: Partial<Person>): void {
  vendor.people = vendor.people.map((one) => (one.id === id ? { ...one, ...change } : one));
}

/** External id and member of everybody. */
async function whoIsWho(world: World): Promise<Record<string, number>> {
  const members = await world.members();
  return Object.fromEntries(
    members.flatMap(({ id, identities }) => identities.map(({ externalId }) => [externalId, id])),
  );
}

fault(
  "F28",
  "S2",
  "addresses that go round among two or three people end with the right ones",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const before = await whoIsWho(world);
    const size = 2 + below(2);
    const emails = vendor.people.map(({ email }) => email);
    vendor.people = vendor.people.map((one, index) =>
      index < size ? { ...one, email: emails[(index + 1) % size] ?? null } : one,
    );
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ update: size, conflict: 0, create: 0 });
    expect(await whoIsWho(world)).toEqual(before);
    expect((await world.member("p1")).workEmail).toBe("p2@acme.test");
    return leftBy(world, nothing);
  },
);

fault(
  "F29",
  "S2",
  "an address in other letters or of another domain leaves a person who they are",
  async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    await world.setPolicy({ emailChanges: 10 });
    await activate(world);
    const before = await whoIsWho(world);
    replace(vendor, "p1", { email: "P1@ACME.test" });
    replace(vendor, "p2", { email: "pé2@acme.test" });
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ create: 0, conflict: 0 });
    const { people } = vendor;
    vendor.people = people.map((one) => ({ ...one, email: `${one.id}@new.test` }));
    world.pass(24);
    expect(await world.sync()).toMatchObject({ state: "held", held: [{ code: "emailChanges" }] });
    expect(await whoIsWho(world)).toEqual(before);
    return leftBy(world, () => {
      vendor.people = people;
    });
  },
);

fault(
  "F30",
  "S2",
  "somebody who comes back, under the same id or another, is nobody new",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const before = await whoIsWho(world);
    replace(vendor, "p1", GONE);
    world.pass(24);
    await world.sync();
    expect((await world.member("p1")).status).toBe("deactivated");
    const sameId = below(2) === 0;
    if (sameId) vendor.people[0] = person(1, { start: "2026-03-02" });
    else vendor.people.push(person(1, { id: "n1" }));
    world.pass(24);
    expect((await world.sync()).counts).toMatchObject({ create: 0, reactivate: 1, conflict: 0 });
    expect((await whoIsWho(world))[sameId ? "p1" : "n1"]).toBe(before["p1"]);
    return leftBy(world, nothing, ["p1"]);
  },
);

fault(
  "F31",
  "S1",
  "a person whom two systems claim stays while one of them drops them",
  async ({ below }) => {
    const { world, vendor } = await syncedCompany(store(), 30);
    const others = Array.from({ length: 20 }, (_, index) => person(101 + index));
    const second = await newWorld(store(), newVendor([person(1, { id: "q1" }), ...others]), world);
    expect((await second.sync()).counts).toMatchObject({ link: 1, create: 20 });
    const { people } = vendor;
    if (below(2) === 0) replace(vendor, "p1", GONE);
    else vendor.people = people.filter(({ id }) => id !== "p1");
    for (let day = 0; day < 3; day += 1) {
      world.pass(24);
      second.pass(24);
      await world.sync();
      await second.sync();
      expect((await world.member("q1")).status).toBe("staged");
    }
    const left = leftBy(world, () => {
      vendor.people = people;
    });
    return { ...left, roster: () => [...left.roster(), ...second.vendor.people.map(({ id }) => id)] };
  },
);

fault("F32", "S1", "an id that another person has now is a question, and overwrites nobody", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const before = await world.members();
  const { people } = vendor;
  replace(vendor, "p1", { name: "Zoe Other", email: "zoe@acme.test", start: "2026-02-02", number: "E-9" });
  world.pass(24);
  expect((await world.sync()).counts).toMatchObject({ conflict: 1, update: 0, create: 0 });
  expect(await world.members()).toEqual(before);
  expect(await world.store.forOrganization(world.orgId, (tx) => listConflicts(tx))).toHaveLength(1);
  return leftBy(world, () => {
    vendor.people = people;
  });
});

fault("F33", "S2", "a protected person who is a leaver stays until somebody says so by name", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const { id } = await world.member("p1");
  await world.store.forOrganization(world.orgId, (tx) =>
    protectMember(tx, act(world), { memberId: id, reason: "owns the account" }),
  );
  const { people } = vendor;
  replace(vendor, "p1", GONE);
  world.pass(24);
  expect(await world.sync()).toMatchObject({ state: "held", counts: { deactivate: 0 } });
  expect((await world.member("p1")).status).toBe("staged");
  return leftBy(world, () => {
    vendor.people = people;
  });
});

fault("F34", "S2", "a hire and a last day count on their day, not before", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  vendor.people.push(person(31, { start: "2026-03-04" }));
  replace(vendor, "p1", { end: "2026-03-03" });
  const statuses: string[] = [];
  for (const _day of [3, 4]) {
    world.pass(24);
    const { state, counts } = await world.sync();
    const [one, joiner] = [await world.member("p1"), await world.member("p31")];
    statuses.push(`${state} ${one.status} ${joiner.status} ${counts?.["advance"]}`);
  }
  expect(statuses).toEqual(["succeeded staged staged 0", "succeeded staged staged 1"]);
  return leftBy(world, nothing);
});

fault("F58", "S1", "a person who was erased stays so while their HR system has them", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const { id } = await world.member("p1");
  await world.store.forOrganization(world.orgId, (tx) =>
    eraseMember(tx, world.engine.keyring, act(world), { memberId: id, reason: null }),
  );
  world.pass(24);
  expect((await world.sync()).counts).toMatchObject({ create: 0, suspect: 0 });
  const left = leftBy(world, nothing);
  expect(vendor.people[0]?.id).toBe("p1");
  return { ...left, roster: () => left.roster().filter((one) => one !== "p1") };
});

fault("F61", "S1", "an address that passes to a new person does not pass the account on", async () => {
  const { world, vendor } = await syncedCompany(store(), 30);
  const before = await whoIsWho(world);
  replace(vendor, "p1", GONE);
  world.pass(24);
  await world.sync();
  vendor.people.push(person(40, { email: "p1@acme.test", name: "Zoe Other", start: "2026-03-02" }));
  world.pass(24);
  expect((await world.sync()).counts).toMatchObject({ conflict: 1, create: 0, reactivate: 0 });
  expect((await whoIsWho(world))["p40"]).toBeUndefined();
  expect((await whoIsWho(world))["p1"]).toBe(before["p1"]);
  const left = leftBy(world, () => {
    vendor.people = vendor.people.map((one) => (one.id === "p40" ? { ...one, email: "zoe@acme.test" } : one));
  }, ["p1"]);
  return left;
});

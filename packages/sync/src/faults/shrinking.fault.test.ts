import { rejectHolds, replacePolicy } from "@muster/store";
import { type Chance, fault } from "@muster/store/testing";
import { expect } from "vitest";
import { leftBy } from "../testing/aftermath.ts";
import { newVendor, type Person, staff, type Vendor } from "../testing/vendor.ts";
import { act, activate, newWorld, useStore, type World } from "../testing/world.ts";

const store = useStore("pg18");

/** A synced company under the numbers that every customer begins with. */
async function company(count: number): Promise<{ world: World; vendor: Vendor }> {
  const vendor = newVendor(staff(count).map((one, index) => ({ ...one, department: `Team ${index % 20}` })));
  const world = await newWorld(store(), vendor);
  await world.store.forOrganization(world.orgId, (tx) => replacePolicy(tx, world.integration.id, {}));
  await world.sync();
  return { world, vendor };
}

/** Some of the list, in an order of chance. */
function draw<T>(list: readonly T[], count: number, { random }: Chance): T[] {
  return list
    .map((one) => ({ one, lot: random() }))
    .toSorted((a, b) => a.lot - b.lot)
    .slice(0, count)
    .map(({ one }) => one);
}

const GONE = { status: "terminated", end: "2026-03-01" } as const;

fault(
  "F06",
  "S1",
  "a roster that lost 30 % is held, the rest applied, and a rejection restores normal",
  async (chance) => {
    const { world, vendor } = await company(60 + chance.below(60));
    const everybody = vendor.people;
    const lost = new Set(draw(everybody, Math.ceil(everybody.length * 0.3), chance).map(({ id }) => id));
    const byFlag = chance.below(2) === 0;
    const mover = everybody.find(({ id }) => !lost.has(id));
    const joiner: Person = { id: "new", email: "new@acme.test", name: "New Person", start: "2026-03-02" };
    const rest = everybody.map((one) => (one === mover ? { ...one, department: "Legal" } : one));
    vendor.people = byFlag
      ? [...rest.map((one) => (lost.has(one.id) ? { ...one, ...GONE } : one)), joiner]
      : [...rest.filter(({ id }) => !lost.has(id)), joiner];
    world.pass(24);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", counts: { create: 1, update: 1, deactivate: 0 } });
    expect(run.held.map(({ code }) => code)).toEqual([byFlag ? "terminations" : "absences"]);
    await world.store.forOrganization(world.orgId, (tx) =>
      rejectHolds(tx, act(world), { runId: run.id, selection: { all: true }, reason: null }),
    );
    return leftBy(world, () => {
      vendor.people = [
        ...everybody.map((one) => (one === mover ? { ...one, department: "Legal" } : one)),
        joiner,
      ];
    });
  },
);

fault("F07", "S1", "4 % a day are noticed before a fifth of the roster is gone", async (chance) => {
  const { world, vendor } = await company(100);
  const leavers = draw(vendor.people, 40, chance).map(({ id }) => id);
  const states: string[] = [];
  for (let day = 0; day < 10; day += 1) {
    world.pass(24);
    const today = new Set(leavers.slice(0, 4 * (day + 1)));
    vendor.people = vendor.people.map((one) => (today.has(one.id) ? { ...one, ...GONE } : one));
    const { state, held } = await world.sync();
    states.push(held.map(({ code }) => code).join() || state);
  }
  expect(states).toContain("sevenDays");
  const out = (await world.members()).filter(({ status }) => status === "deactivated");
  expect(out.length).toBeLessThanOrEqual(20);
  const gone = out.flatMap(({ identities }) => identities.map(({ externalId }) => externalId));
  return leftBy(
    world,
    () => {
      // Those who were held were no leavers: the flag was wrong.
      vendor.people = staff(100).map((one) => (gone.includes(one.id) ? { ...one, ...GONE } : one));
    },
    gone,
  );
});

fault("F24", "S1", "addresses that are gone for everybody cost nobody theirs", async (chance) => {
  const { world, vendor } = await company(40 + chance.below(40));
  const { people } = vendor;
  vendor.people = people.map((one) => ({ ...one, email: null }));
  world.pass(24);
  expect(await world.sync()).toMatchObject({ state: "held", counts: { deactivate: 0, update: 0 } });
  expect((await world.members()).filter(({ workEmail }) => workEmail === null)).toEqual([]);
  return leftBy(world, () => {
    vendor.people = people;
  });
});

fault(
  "F25",
  "S1",
  "a mapping that gives everybody another address is held before any write",
  async (chance) => {
    const { world, vendor } = await company(40 + chance.below(40));
    await activate(world);
    const before = await world.members();
    const { people } = vendor;
    const wrong: ((one: Person, index: number) => string | null)[] = [
      () => "all@acme.test",
      (one) => `${one.id}@other.test`,
      (_one, index) => people[(index + 1) % people.length]?.email ?? null,
    ];
    const rule = wrong[chance.seed % wrong.length];
    vendor.people = people.map((one, index) => ({ ...one, email: rule?.(one, index) ?? null }));
    world.pass(24);
    expect((await world.sync()).state).toBe("held");
    expect((await world.members()).map(({ workEmail }) => workEmail)).toEqual(
      before.map(({ workEmail }) => workEmail),
    );
    return leftBy(world, () => {
      vendor.people = people;
    });
  },
);

fault(
  "F27",
  "S1",
  "more than 5 % of poison holds the run, and the poisoned count as present",
  async (chance) => {
    const { world, vendor } = await company(60);
    const { people } = vendor;
    const poisoned = new Set(draw(people, 6, chance).map(({ id }) => id));
    vendor.people = people.map((one) => (poisoned.has(one.id) ? { ...one, name: "a\u0000b" } : one));
    world.pass(24);
    const run = await world.sync();
    expect(run).toMatchObject({ state: "held", held: [{ code: "rejects" }], counts: { suspect: 0 } });
    return leftBy(world, () => {
      vendor.people = people;
    });
  },
);

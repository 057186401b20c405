import {
  deactivateMember,
  giveRole,
  readMemberRecord,
  reactivateMember,
  readSeats,
  replacePolicy,
  setSeats,
  type Tx,
} from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { describe, expect, test } from "vitest";
import { undo } from "./testing/undoing.ts";
import { newVendor, person, staff, terminate } from "./testing/vendor.ts";
import { act, newWorld, useStore, type World } from "./testing/world.ts";

const EVERYBODY = { people: 1_000 };

function within<T>(world: World, work: (tx: Tx) => Promise<T>): Promise<T> {
  return world.store.forOrganization(world.orgId, work);
}

function seats(world: World, number: number | null): Promise<void> {
  return within(world, (tx) => setSeats(tx, act(world), number));
}

/** Who is what, by external id. */
async function statuses(world: World): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  for (const { id, status, identities } of await world.members()) {
    const record = await within(world, (tx) => readMemberRecord(tx, id, 1));
    const waits = status === "staged" ? ` ${record?.waits.join()}` : "";
    found.push([identities[0]?.externalId ?? "", `${status}${waits}`]);
  }
  return Object.fromEntries(found);
}

describe.each(engineServers)("an organization that counts its seats, on %s,", (server) => {
  const store = useStore(server);

  /** Whoever joins is active at once. */
  async function company(people: number, count: number | null): Promise<World> {
    const world = await newWorld(store(), newVendor(staff(people)));
    await within(world, (tx) =>
      replacePolicy(tx, world.integration.id, {
        newMembers: { role: "mentee" },
        terminations: { smallPeople: 1_000, people: 1_000 },
        sevenDays: EVERYBODY,
        groups: { half: 1_000, all: 1_000 },
        reactivations: EVERYBODY,
        creates: EVERYBODY,
      }),
    );
    if (count !== null) await seats(world, count);
    await world.sync();
    return world;
  }

  test("gives them to the first of the joiners, and the others wait until there are more", async () => {
    const world = await company(4, 2);
    expect(await statuses(world)).toEqual({
      p1: "active",
      p2: "active",
      p3: "staged seat",
      p4: "staged seat",
    });
    expect(await within(world, (tx) => readSeats(tx, world.orgId))).toEqual({
      seats: 2,
      taken: 2,
      waiting: 2,
    });
    expect((await world.sync()).counts).toMatchObject({ advance: 0, unchanged: 4 });
    await seats(world, 3);
    expect(await statuses(world)).toMatchObject({ p3: "active", p4: "staged seat" });
    await seats(world, 1);
    expect(await statuses(world)).toMatchObject({ p1: "active", p3: "active", p4: "staged seat" });
    await seats(world, null);
    expect(await statuses(world)).toMatchObject({ p4: "active" });
  });

  test("gives a leaver's seat to whoever has waited, before those who join with the same plan", async () => {
    const world = await company(3, 2);
    terminate(world.vendor, 1);
    world.vendor.people.push(person(4));
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1, create: 1, advance: 1 });
    expect(await statuses(world)).toEqual({
      p1: "deactivated",
      p2: "active",
      p3: "active",
      p4: "staged seat",
    });
  });

  test("takes it back with the undo of the run, and whoever had got it waits for a seat as before", async () => {
    const world = await company(2, 1);
    terminate(world.vendor, 1);
    const run = await world.sync();
    expect(await statuses(world)).toEqual({ p1: "deactivated", p2: "active" });
    await undo(world, run);
    expect(await statuses(world)).toEqual({ p1: "active", p2: "staged seat" });
    expect((await world.sync()).counts).toMatchObject({ advance: 0, deactivate: 0 });
    await seats(world, 2);
    expect(await statuses(world)).toEqual({ p1: "active", p2: "active" });
  });

  test("gives it with the row that changes something else of them, too", async () => {
    const world = await company(2, 1);
    terminate(world.vendor, 1);
    world.vendor.people[1] = person(2, { department: "Legal" });
    expect((await world.sync()).counts).toMatchObject({ deactivate: 1, advance: 1, update: 0 });
    const [, two] = await world.members();
    expect(two).toMatchObject({ status: "active", department: "Legal" });
  });

  test("gives the seat of whom a person deactivated at once, and whoever comes back waits for one", async () => {
    const world = await company(2, 1);
    const one = await world.member("p1");
    const reason = "asked for it";
    await within(world, (tx) => deactivateMember(tx, act(world), { memberId: one.id, reason }));
    expect(await statuses(world)).toEqual({ p1: "deactivated", p2: "active" });
    await within(world, (tx) => reactivateMember(tx, act(world), { memberId: one.id, reason, until: null }));
    expect(await statuses(world)).toEqual({ p1: "staged seat", p2: "active" });
    terminate(world.vendor, 2);
    await world.sync();
    expect(await statuses(world)).toMatchObject({ p2: "deactivated" });
    await seats(world, 0);
    world.vendor.people = staff(2);
    expect((await world.sync()).counts).toMatchObject({ reactivate: 2 });
    expect(await statuses(world)).toEqual({ p1: "staged seat", p2: "staged seat" });
  });

  test("gives none to whoever gets a role while there is none, and takes none from members", async () => {
    const world = await newWorld(store(), newVendor(staff(2)));
    await world.sync();
    await seats(world, 1);
    const members = await world.members();
    const memberIds = members.map(({ id }) => id);
    // Whose id is the lower is not said of two who join with one plan.
    const [one, two] = members.map(({ identities }) => identities[0]?.externalId ?? "");
    const expected = { [String(one)]: "active", [String(two)]: "staged seat" };
    await within(world, (tx) => giveRole(tx, act(world), { memberIds, role: "mentor" }));
    expect(await statuses(world)).toEqual(expected);
    await within(world, (tx) => giveRole(tx, act(world), { memberIds, role: "both" }));
    expect(await statuses(world)).toEqual(expected);
  });
});

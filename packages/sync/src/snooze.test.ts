import { listHolds, listWaiting, noticeWaiting, snoozeHolds, approveHolds } from "@muster/store";
import { engineServers } from "@muster/store/testing";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { terminate } from "./testing/vendor.ts";
import { act, syncedCompany, useStore, type World } from "./testing/world.ts";

describe.each(engineServers)("what waits, on %s,", (server) => {
  const store = useStore(server);

  function inside<T>(world: World, work: Parameters<typeof world.store.forOrganization<T>>[1]): Promise<T> {
    return world.store.forOrganization(world.orgId, work);
  }

  /** A run that holds six leavers. */
  async function held(): Promise<{ world: World; runId: number }> {
    const { world, vendor } = await syncedCompany(store(), 30);
    terminate(vendor, 6);
    return { world, runId: (await world.sync()).id };
  }

  /** Days after which notices were given, with how many. */
  async function notices(world: World): Promise<string[]> {
    await noticeWaiting(world.store, world.engine.now());
    const { rows } = await inside(world, (tx) =>
      sql<{ days: number; due: string; count: number }>`
        select days, due, count(*) as count from notices group by days, due order by days`.execute(tx),
    );
    return rows.map(({ days, due, count }) => `${days} ${due} ${count}`);
  }

  test("is told of after one day, three and seven, and then no more", async () => {
    const { world } = await held();
    world.pass(23);
    expect(await notices(world)).toEqual([]);
    world.pass(1);
    expect(await notices(world)).toEqual(["1 2026-03-03 6"]);
    expect(await notices(world)).toEqual(["1 2026-03-03 6"]);
    world.pass(48);
    expect(await notices(world)).toHaveLength(2);
    world.pass(96);
    expect(await notices(world)).toEqual(["1 2026-03-03 6", "3 2026-03-05 6", "7 2026-03-09 6"]);
    world.pass(24 * 30);
    expect(await notices(world)).toHaveLength(3);
    // It does not lapse.
    expect(await inside(world, (tx) => listWaiting(tx))).toMatchObject([{ people: 6, noticed: 7 }]);
  });

  test("is told of once where nobody looked for a week, and not once it is decided", async () => {
    const { world, runId } = await held();
    const people = [{ text: "p1", emailKey: "" }];
    await inside(world, (tx) => approveHolds(tx, act(world), { runId, selection: { people }, reason: null }));
    world.pass(24 * 8);
    expect(await notices(world)).toEqual(["7 2026-03-09 5"]);
  });

  test("is not told of while it is snoozed, and is afterwards; it can be decided all the time", async () => {
    const { world, runId } = await held();
    const people = [{ text: "p1", emailKey: "" }];
    const snooze = { runId, until: "2026-03-06", reason: "payroll looks at it" };
    await inside(world, (tx) => snoozeHolds(tx, act(world), { ...snooze, selection: { people } }));
    world.pass(24 * 3);
    expect(await notices(world)).toEqual(["3 2026-03-05 5"]);
    world.pass(24);
    expect(await notices(world)).toEqual(["3 2026-03-05 6"]);
    const [one, two] = await inside(world, (tx) => listHolds(tx, runId));
    expect(one).toMatchObject({
      externalId: "p1",
      snoozedUntil: "2026-03-06",
      snoozeReason: "payroll looks at it",
    });
    expect(two).toMatchObject({ externalId: "p2", snoozedUntil: null });
    await inside(world, (tx) => approveHolds(tx, act(world), { runId, selection: { people }, reason: null }));
    expect((await world.member("p1")).status).toBe("deactivated");
  });

  test("is told of whole plans, too", async () => {
    const { world, vendor } = await syncedCompany(store(), 30);
    vendor.people = [];
    const run = await world.sync();
    expect(await inside(world, (tx) => listWaiting(tx))).toMatchObject([
      { runId: run.id, people: 0, plans: 1 },
    ]);
    const all = { selection: { all: true }, until: "2026-03-05", reason: "moving house" } as const;
    expect(await inside(world, (tx) => snoozeHolds(tx, act(world), { runId: run.id, ...all }))).toMatchObject(
      { holds: [], others: 1 },
    );
    world.pass(24);
    expect(await notices(world)).toEqual([]);
    world.pass(48);
    expect(await notices(world)).toEqual(["3 2026-03-05 1"]);
  });
});

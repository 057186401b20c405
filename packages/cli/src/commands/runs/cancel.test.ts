import { expect, test } from "vitest";
import { connectedWorld } from "../../testing/database.ts";
import { jsonOf, startMuster } from "../../testing/muster.ts";

test("a queued run is cancelled and never begins; one that has ended stays as it ended", async () => {
  const world = await connectedWorld();
  await world.run(["integrations", "enable", "hr"]);
  expect(await world.ask(["runs", "cancel", "1"])).toEqual([{ run: "1", state: "cancelled" }]);
  expect(await world.ask(["runs", "show", "1"])).toMatchObject([
    { state: "cancelled", reason: expect.stringContaining("Cancelled by cli:"), startedAt: null },
  ]);
  expect(await world.sync()).toMatchObject({ state: "succeeded" });
  expect(await world.run(["runs", "cancel", "2"])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("had ended"),
  });
  expect(await world.run(["runs", "cancel", "99"])).toMatchObject({ code: 2 });
});

test("cancelling does not wait for an apply: its statement ends, and nothing of it is kept", async () => {
  const world = await connectedWorld();
  const { store } = world;
  const blocker = await store.systemPool.connect();
  try {
    // Whoever seals a batch raises a number in this row.
    await blocker.query("begin");
    await blocker.query("select from organizations for no key update");
    const syncing = world.run(["sync", "hr", "--inline", "--json"]);
    const stuck = async (): Promise<number> => {
      const { rows } = await store.systemPool.query<{ stuck: number }>(
        `select count(*)::int as stuck from pg_stat_activity
         where application_name like 'muster:1:%' and wait_event_type = 'Lock'`,
      );
      return rows[0]?.stuck ?? 0;
    };
    await expect.poll(stuck, { timeout: 20_000 }).toBe(1);
    expect(await world.ask(["runs", "cancel", "1"])).toEqual([{ run: "1", state: "cancelled" }]);
    const synced = await syncing;
    expect(synced.code).toBe(1);
    expect(jsonOf(synced).at(-1)).toMatchObject({ run: "1", state: "cancelled" });
  } finally {
    await blocker.query("rollback");
    blocker.release();
  }
  expect(await world.members()).toEqual([]);
  expect(await world.sync()).toMatchObject({ state: "succeeded" });
});

test("cancelling does not wait for a vendor that hangs, nor does the next run", async () => {
  const world = await connectedWorld();
  world.vendor.simulator.setFaults({ rules: [{ operation: "list", fault: "hang", times: 1 }] });
  startMuster(["sync", "hr", "--inline"], world.env);
  await expect.poll(() => world.vendor.simulator.requests().length, { timeout: 20_000 }).toBe(1);
  expect((await world.run(["runs", "cancel", "1"])).code).toBe(0);
  expect(await world.sync()).toMatchObject({ state: "succeeded" });
});

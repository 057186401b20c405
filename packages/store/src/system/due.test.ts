import { describe, expect, test } from "vitest";
import { insertIntegration, openTestStore, queuedJobs } from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { type DueIntegration, queueDueRuns } from "./due.ts";
import { readQueueRoom } from "./queue-room.ts";
import { seeWorker } from "./workers.ts";

const NOW = new Date("2026-03-09T08:00:00Z");
const TOMORROW = new Date("2026-03-10T03:00:00Z");

const full = () => "full" as const;

describe.each(testServers)("on %s", (server) => {
  test("block by block whatever is due gets a run, the longest due first", async () => {
    const world = await openTestStore(server);
    const days = ["04", "09", "06", "08", "07", "05"];
    const ids: number[] = [];
    for (const day of days) {
      ids.push(await insertIntegration(world, { name: day, nextRunAt: `2026-03-${day}T03:00:00Z` }));
    }
    await insertIntegration(world, { name: "later", nextRunAt: "2026-03-09T08:00:01Z" });
    await insertIntegration(world, { name: "never" });
    const asked: DueIntegration[] = [];
    const nextRunAt = (due: DueIntegration): Date => {
      asked.push(due);
      return TOMORROW;
    };
    expect(await queueDueRuns(world.store, { now: NOW, block: 2, room: 100, nextRunAt, modeOf: full })).toBe(
      6,
    );
    const oldestFirst = days.toSorted().map((day) => ids[days.indexOf(day)]);
    expect(asked.map((due) => due.id)).toEqual(oldestFirst);
    expect(asked[0]).toMatchObject({
      orgId: 1,
      connector: "acme",
      schedule: "0 3 * * *",
      timeZone: "UTC",
      lastFullDay: null,
      hasWatermark: false,
    });
    const runs = await world.query<{ id: number; of: number }>(
      'select id::integer, integration_id::integer as "of" from runs order by id',
    );
    expect(runs.map((run) => run.of)).toEqual(oldestFirst);
    expect(await queuedJobs(world)).toEqual(runs.map((run) => ({ key: `run:${run.id}:0`, priority: 10 })));
    expect(await world.query("select from integrations where next_run_at = $1", [TOMORROW])).toHaveLength(6);
    expect(await queueDueRuns(world.store, { now: NOW, block: 2, room: 100, nextRunAt, modeOf: full })).toBe(
      0,
    );
  });

  test("only as many as there is room for, in the order in which they fell due; the others stay due", async () => {
    const world = await openTestStore(server);
    const names = ["06", "04", "07", "05", "08"];
    for (const day of names)
      await insertIntegration(world, { name: day, nextRunAt: `2026-03-${day}T03:00:00Z` });
    const input = { now: NOW, block: 2, room: 3, nextRunAt: () => TOMORROW, modeOf: full };
    const queuedOf = (): Promise<{ name: string }[]> =>
      world.query("select i.name from runs r join integrations i on i.id = r.integration_id order by r.id");
    expect(await queueDueRuns(world.store, input)).toBe(3);
    expect(await queuedOf()).toEqual([{ name: "04" }, { name: "05" }, { name: "06" }]);
    expect(await queueDueRuns(world.store, { ...input, room: 0 })).toBe(0);
    expect(await queueDueRuns(world.store, input)).toBe(2);
    expect((await queuedOf()).at(-1)).toEqual({ name: "08" });
  });

  test("the room is four times what the live workers carry out at once, less what waits already", async () => {
    const world = await openTestStore(server);
    const { store } = world;
    expect(await readQueueRoom(store, NOW)).toEqual({ room: 16, thin: false });
    await seeWorker(store, "a", 4);
    await seeWorker(store, "b", 2);
    await seeWorker(store, "dead", 100);
    await world.query("update workers set seen_at = seen_at - interval '2 minutes' where id = 'dead'");
    for (let index = 0; index < 30; index += 1) {
      await insertIntegration(world, { name: `HR ${index}`, nextRunAt: "2026-03-09T03:00:00Z" });
    }
    expect(await readQueueRoom(store, NOW)).toEqual({ room: 24, thin: true });
    const queue = (room: number) =>
      queueDueRuns(store, { now: NOW, block: 100, room, nextRunAt: () => TOMORROW, modeOf: full });
    await queue(11);
    expect(await readQueueRoom(store, NOW)).toEqual({ room: 13, thin: true });
    await queue(1);
    expect(await readQueueRoom(store, NOW)).toEqual({ room: 12, thin: false });
    await queue(12);
    expect(await readQueueRoom(store, NOW)).toEqual({ room: 0, thin: false });
  });

  test("several at once queue each run once", async () => {
    const world = await openTestStore(server);
    for (let index = 0; index < 20; index += 1) {
      await insertIntegration(world, { name: `HR ${index}`, nextRunAt: "2026-03-09T03:00:00Z" });
    }
    const input = { now: NOW, block: 5, room: 100, nextRunAt: () => TOMORROW, modeOf: full };
    const counts = await Promise.all(Array.from({ length: 4 }, () => queueDueRuns(world.store, input)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    expect(await queuedJobs(world)).toHaveLength(20);
  });

  test("somebody who asks for a sync at that moment does not make a tick pass the integration over", async () => {
    const world = await openTestStore(server);
    const id = await insertIntegration(world, { name: "HR", nextRunAt: "2026-03-09T03:00:00Z" });
    const asking = await world.connect();
    await asking.query("begin");
    await asking.query(
      `insert into runs (org_id, integration_id, mode, door, requested_by, queued_at)
       values (1, $1, 'changes', 'hr', 'admin', now())`,
      [id],
    );
    expect(
      await queueDueRuns(world.store, {
        now: NOW,
        block: 5,
        room: 100,
        nextRunAt: () => TOMORROW,
        modeOf: full,
      }),
    ).toBe(1);
    await asking.query("rollback");
  });

  test("the run reads what its mode says, and a full one that waits already serves for one of changes", async () => {
    const world = await openTestStore(server);
    const names = ["everybody", "changes", "both", "dry"];
    const ids: number[] = [];
    for (const name of names)
      ids.push(await insertIntegration(world, { name, nextRunAt: "2026-03-09T03:00:00Z" }));
    const [everybody, changes, both, dry] = ids;
    const queue = (id: number | undefined, dryRun: boolean) =>
      world.query(
        `insert into runs (org_id, integration_id, mode, dry_run, door, requested_by, queued_at)
         values (1, $1, 'full', $2, 'hr', 'admin', now())`,
        [id, dryRun],
      );
    await queue(both, false);
    await queue(dry, true);
    const modeOf = (due: DueIntegration) => (due.id === everybody ? "full" : "changes");
    const input = { now: NOW, block: 5, room: 100, nextRunAt: () => TOMORROW, modeOf };
    expect(await queueDueRuns(world.store, input)).toBe(3);
    const runs = await world.query<{ of: number; mode: string }>(
      `select integration_id::integer as "of", mode from runs where requested_by = 'schedule' order by id`,
    );
    expect(runs).toEqual([
      { of: everybody, mode: "full" },
      { of: changes, mode: "changes" },
      { of: dry, mode: "changes" },
    ]);
    expect(await queueDueRuns(world.store, input)).toBe(0);
  });

  test("an integration is known by the day of its last full run and by whether changes have a beginning", async () => {
    const world = await openTestStore(server);
    const id = await insertIntegration(world, { name: "HR", nextRunAt: "2026-03-09T03:00:00Z" });
    await world.query(
      `with run as (
         insert into runs (org_id, integration_id, mode, door, requested_by, queued_at, state, as_of, ended_at)
         values (1, $1, 'full', 'hr', 'schedule', now(), 'succeeded', '2026-03-08', now()) returning id)
       update integrations set last_applied_run = run.id, watermark = '2026-03-08T03:00:00Z' from run
       where integrations.id = $1`,
      [id],
    );
    const asked: DueIntegration[] = [];
    const modeOf = (due: DueIntegration) => {
      asked.push(due);
      return "full" as const;
    };
    await queueDueRuns(world.store, { now: NOW, block: 5, room: 100, nextRunAt: () => TOMORROW, modeOf });
    expect(asked).toMatchObject([{ id, lastFullDay: "2026-03-08", hasWatermark: true }]);
  });
});

import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { FENCE } from "../runs/lease.ts";
import {
  insertIntegration,
  insertLedRun,
  openTestStore,
  queuedJobs,
  type TestStore,
} from "../testing/open-test-store.ts";
import { testServers } from "../testing/servers.ts";
import { addRunJobs } from "./jobs.ts";
import { requeueForgotten, takeOverExpired } from "./take-over.ts";

/** Business clock. */
const NOW = new Date("2026-03-02T09:00:00Z");

const stateOf = (world: TestStore, runId: number): Promise<object[]> =>
  world.query(
    "select r.token, l.token as leased from runs r left join leases l on l.run_id = r.id where r.id = $1",
    [runId],
  );

/** The application's login in a transaction under a run's name, as a worker that froze in the middle of it. */
async function freeze(world: TestStore, name: string, statement?: [string, unknown[]]): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: world.store.connectionString });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  await client.query("begin");
  await client.query("select set_config('application_name', $1, true), set_config('muster.org', '1', true)", [
    name,
  ]);
  if (statement) await client.query(...statement);
  return client;
}

describe.each(testServers)("on %s", (server) => {
  test("a run whose lease ran out is taken once, however many look, and queued behind the others", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    const looks = await Promise.all(Array.from({ length: 5 }, () => takeOverExpired(world.store, NOW)));
    expect(looks.flat()).toEqual([runId]);
    expect(await stateOf(world, runId)).toEqual([{ token: 2, leased: null }]);
    expect(await queuedJobs(world)).toEqual([{ key: `run:${runId}:2`, priority: 20 }]);
  });

  test("a lease that holds is left alone", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: 30 });
    expect(await takeOverExpired(world.store, NOW)).toEqual([]);
    expect(await requeueForgotten(world.store)).toBe(0);
    expect(await stateOf(world, runId)).toEqual([{ token: 1, leased: 1 }]);
  });

  test("the lease of a run that has ended goes, and the run stays ended", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1, state: "succeeded" });
    expect(await takeOverExpired(world.store, NOW)).toEqual([]);
    expect(await stateOf(world, runId)).toEqual([{ token: 1, leased: null }]);
    expect(await queuedJobs(world)).toEqual([]);
  });

  test("a run whose worker was lost three times without its coming further is parked, and the next one goes on", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    const lose = async (): Promise<void> => {
      await takeOverExpired(world.store, NOW);
      await world.query(
        `insert into leases (run_id, org_id, token, worker, lease_until)
         select id, org_id, token, 'w', clock_timestamp() - interval '1 s' from runs where id = $1 and ended_at is null`,
        [runId],
      );
    };
    await lose();
    await lose();
    const [next] = await world.query<{ id: string }>(
      `insert into runs (org_id, integration_id, mode, door, requested_by, queued_at)
       select org_id, id, 'full', 'hr', 'ada', now() from integrations where id = $1 returning id`,
      [integrationId],
    );
    await lose();
    expect(
      await world.query(
        "select state, reason_code, fix is not null as told, ended_at from runs where id = $1",
        [runId],
      ),
    ).toEqual([{ state: "failed", reason_code: "parked", told: true, ended_at: NOW }]);
    // Once a day is often enough for what costs three workers.
    expect(await world.query("select failures, next_run_at from integrations where failures > 0")).toEqual([
      { failures: 1, next_run_at: new Date(NOW.getTime() + 86_400_000) },
    ]);
    expect(await world.query("select from leases")).toEqual([]);
    expect(await queuedJobs(world)).toContainEqual({ key: `run:${next?.id}:0`, priority: 0 });
  });

  test("a worker that lives and only lost its lease is not counted against the run", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    await world.query("insert into workers (id) values ('w')");
    await takeOverExpired(world.store, NOW);
    expect(await world.query("select crashes from runs where id = $1", [runId])).toEqual([{ crashes: 0 }]);
  });

  test("a worker frozen between its fence and its commit loses the run, and what it wrote", async () => {
    const world = await openTestStore(server);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    const frozen = await freeze(world, `muster:${runId}:1`, [
      "update runs set people = 7 where id = $1",
      [runId],
    ]);
    expect((await frozen.query(FENCE, [runId, 1])).rowCount).toBe(1);
    expect(await takeOverExpired(world.store, NOW)).toEqual([runId]);
    expect(await world.query("select people::integer, token from runs")).toEqual([{ people: 0, token: 2 }]);
    await expect(frozen.query("commit")).rejects.toThrow(/connection/i);
  });

  test("of another database on the server nothing is ended, though its runs have the same numbers", async () => {
    const [world, neighbour] = await Promise.all([openTestStore(server), openTestStore(server)]);
    const integrationId = await insertIntegration(world, { name: "HR" });
    const runId = await insertLedRun(world, { integrationId, leaseSeconds: -1 });
    const theirs = await freeze(neighbour, `muster:${runId}:1`);
    expect(await takeOverExpired(world.store, NOW)).toEqual([runId]);
    expect((await theirs.query("select 1 as alive")).rows).toEqual([{ alive: 1 }]);
  });
});

test("runs without worker and job are queued again; what waits for another run, or has its job, is not", async () => {
  const world = await openTestStore("pg18");
  const lost = await insertIntegration(world, { name: "lost" });
  const busy = await insertIntegration(world, { name: "busy" });
  const queued = await insertIntegration(world, { name: "queued" });
  const insertQueued = async (integrationId: number): Promise<number> => {
    const rows = await world.query<{ id: number }>(
      `insert into runs (org_id, integration_id, mode, door, requested_by, queued_at)
       values (1, $1, 'full', 'hr', 'schedule', now()) returning id::integer`,
      [integrationId],
    );
    return rows[0]?.id ?? 0;
  };
  const abandoned = await insertLedRun(world, { integrationId: lost, leaseSeconds: 30 });
  await world.query("delete from leases where run_id = $1", [abandoned]);
  await insertLedRun(world, { integrationId: busy, leaseSeconds: 30 });
  await insertQueued(busy);
  const waiting = await insertQueued(queued);
  await addRunJobs(world.store, [{ runId: waiting, orgId: 1, token: 0 }], 10);
  expect(await requeueForgotten(world.store)).toBe(1);
  expect(await queuedJobs(world)).toEqual([
    { key: `run:${waiting}:0`, priority: 10 },
    { key: `run:${abandoned}:1`, priority: 20 },
  ]);
  // A job that is locked is no promise: its worker may be dead, or have lost the answer of its fetch.
  await world.query("update graphile_worker._private_jobs set locked_at = now(), locked_by = 'gone'");
  expect(await requeueForgotten(world.store)).toBe(2);
});

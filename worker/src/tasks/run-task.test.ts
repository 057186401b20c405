import { type Simulator, startSimulator } from "@muster/simulators";
import { findRun, type RunRecord } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { type Inspector, memberIds, openInspector } from "../testing/inspect.ts";
import { expectedIds, pagesRead } from "../testing/reads.ts";
import { openWorld, until, type World } from "../testing/world.ts";
import { createRunTask } from "./run-task.ts";

interface Job {
  payload: { run: number; org: number; token: number };
  priority: number;
  /** Until it may begin. */
  seconds: number;
}

interface QueuedWorld extends World {
  vendor: Simulator;
  inspector: Inspector;
  runId: number;
  run: () => Promise<RunRecord | undefined>;
  /** Takes the one job that is queued. */
  takeJob: () => Promise<Job | undefined>;
}

/** A world without a worker, with one run in its queue. */
async function queuedWorld(employees: number, requestsPerSecond?: number): Promise<QueuedWorld> {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees });
  const world = await openWorld({ database, vendor, ...(requestsPerSecond && { requestsPerSecond }) });
  const inspector = await openInspector(database);
  const asked = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
  const { id: runId } = await syncNow(world.muster.engine, world.integration, asked);
  return {
    ...world,
    vendor,
    inspector,
    runId,
    run: () => world.muster.store.forOrganization(world.orgId, (tx) => findRun(tx, runId)),
    takeJob: async () => {
      const jobs = await inspector.query<Job>(
        `delete from graphile_worker._private_jobs
         returning payload, priority, extract(epoch from run_at - now())::float8 as seconds`,
      );
      expect(jobs.length).toBeLessThanOrEqual(1);
      return jobs[0];
    },
  };
}

const working = { begun: false, signal: new AbortController().signal };
const stopping = { begun: true, signal: new AbortController().signal };

test("a long read is cut into slices, each a job behind those that wait, and nothing is read twice", async () => {
  const world = await queuedWorld(10_000, 2);
  const { engine } = world.muster;
  const task = createRunTask({ engine, drain: working, worker: () => "w", sliceMs: 600 });
  let slices = 0;
  for (let job = await world.takeJob(); job; job = await world.takeJob()) {
    expect(job).toMatchObject({ priority: slices === 0 ? 0 : 20, payload: { token: slices } });
    expect(job.seconds).toBeLessThanOrEqual(0);
    await task(job.payload);
    slices += 1;
  }
  expect(slices).toBeGreaterThan(1);
  expect(await world.run()).toMatchObject({ state: "succeeded" });
  expect(pagesRead(world.vendor.requests())).toEqual([1, 2, 3, 4]);
  expect(await memberIds(world.inspector)).toEqual(expectedIds(world.vendor.company()));
});

test("while another apply of the organization is under way the run comes back in five seconds", async () => {
  const world = await queuedWorld(5);
  const task = createRunTask({ engine: world.muster.engine, drain: working, worker: () => "w" });
  const job = await world.takeJob();
  await world.inspector.query("select pg_advisory_lock(7105002, $1)", [world.orgId]);
  await task(job?.payload);
  const again = await world.takeJob();
  expect(again?.seconds).toBeCloseTo(5, 0);
  await world.inspector.query("select pg_advisory_unlock(7105002, $1)", [world.orgId]);
  await task(again?.payload);
  expect(await world.run()).toMatchObject({ state: "succeeded" });
  expect(pagesRead(world.vendor.requests())).toEqual([1]);
});

test("a worker that stops hands a run over with nothing read", async () => {
  const world = await queuedWorld(5);
  const task = createRunTask({ engine: world.muster.engine, drain: stopping, worker: () => "w" });
  await task((await world.takeJob())?.payload);
  expect(await world.takeJob()).toMatchObject({ payload: { run: world.runId, token: 1 }, priority: 20 });
  expect(await world.inspector.query("select from leases")).toEqual([]);
  expect(world.vendor.requests()).toEqual([]);
});

test("a job whose token is no longer the run's does nothing", async () => {
  const world = await queuedWorld(5);
  const { engine } = world.muster;
  const job = await world.takeJob();
  await createRunTask({ engine, drain: stopping, worker: () => "w" })(job?.payload);
  await createRunTask({ engine, drain: working, worker: () => "w" })(job?.payload);
  expect(await world.run()).toMatchObject({ state: "reading", token: 1 });
  expect(world.vendor.requests()).toEqual([]);
});

test("a lost connection gives the run back, and it goes on a little later", async () => {
  const world = await queuedWorld(5);
  const { inspector } = world;
  const task = createRunTask({ engine: world.muster.engine, drain: working, worker: () => "w" });
  const job = await world.takeJob();
  await inspector.query("begin");
  await inspector.query("lock table changes in exclusive mode");
  const led = task(job?.payload);
  const waiting = await until(
    async () => (await inspector.query<{ pid: number }>("select pid from pg_locks where not granted"))[0],
    10_000,
    () => "nothing waits",
  );
  await inspector.query("select pg_terminate_backend($1, 5000)", [waiting.pid]);
  await led;
  await inspector.query("rollback");
  expect(JSON.stringify(world.logged)).toContain("a run was interrupted");
  expect(await inspector.query("select from leases")).toEqual([]);
  const again = await world.takeJob();
  expect(again?.seconds).toBeCloseTo(5, 0);
  await task(again?.payload);
  expect(await world.run()).toMatchObject({ state: "succeeded" });
});

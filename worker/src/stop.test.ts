import { setTimeout as delay } from "node:timers/promises";
import { startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { liveWorkers } from "@muster/store";
import { enable, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { startWorker } from "./start-worker.ts";
import { memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds, pagesRead } from "./testing/reads.ts";
import { startWorkerProcess } from "./testing/start-worker-process.ts";
import { ended, openWorld, runsOf, until, workerIn } from "./testing/world.ts";

const FULL = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
const LOCKED = "select from graphile_worker.jobs where locked_by is not null";

test("a worker told to stop in the middle of a read hands over at the next page, and no page is read twice", async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 15_000 });
  const world = await openWorld({ database, vendor, requestsPerSecond: 2 });
  const inspector = await openInspector(database);
  const first = await startWorkerProcess(world);
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  await until(
    () => (pagesRead(vendor.requests()).length >= 2 ? true : undefined),
    20_000,
    () => first.lines.join("\n"),
  );
  const asked = performance.now();
  first.kill("SIGTERM");
  expect(await first.exited).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(10_000);
  expect(await inspector.query(LOCKED)).toEqual([]);
  expect(await inspector.query("select from leases")).toEqual([]);
  expect(await liveWorkers(world.muster.store)).toEqual([]);
  expect(pagesRead(vendor.requests()).length).toBeLessThan(6);

  await workerIn(world);
  expect(await ended(world, id)).toMatchObject({ state: "succeeded", token: 2 });
  expect(pagesRead(vendor.requests())).toEqual([1, 2, 3, 4, 5, 6]);
  expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
});

test("a request that never ends is given up when the grace is over", async () => {
  const vendor = await startSimulator("bamboohr", { employees: 5 });
  const world = await openWorld({ database: await createTestDatabase(), vendor });
  vendor.setFaults({ rules: [{ operation: "list", fault: "hang", attempt: 1 }] });
  const worker = await workerIn(world, { graceMs: 300 });
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  await until(
    () => (vendor.requests().length > 0 ? true : undefined),
    10_000,
    () => "no request",
  );
  const asked = performance.now();
  await worker.stop();
  expect(performance.now() - asked).toBeLessThan(5_000);
  await workerIn(world);
  expect(await ended(world, id)).toMatchObject({ state: "succeeded" });
});

test("an apply that has to wait is cancelled when the grace is over, and done by the next worker", async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 5 });
  const world = await openWorld({ database, vendor });
  const inspector = await openInspector(database);
  await inspector.query("begin");
  await inspector.query("lock table members in exclusive mode");
  const worker = await workerIn(world, { graceMs: 300 });
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  const blocked = "select from pg_locks where not granted and relation = 'members'::regclass";
  await until(
    async () => ((await inspector.query(blocked)).length > 0 ? true : undefined),
    10_000,
    () => "nothing waits",
  );
  await worker.stop();
  await inspector.query("rollback");
  expect(await inspector.query("select from members")).toEqual([]);
  await workerIn(world);
  expect(await ended(world, id)).toMatchObject({ state: "succeeded" });
  expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
});

test("at whatever moment a worker stops, no completion is lost and nothing stays locked", async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 5 });
  const world = await openWorld({ database, vendor });
  const inspector = await openInspector(database);
  for (let round = 0; round < 12; round += 1) {
    await syncNow(world.muster.engine, world.integration, FULL);
    const worker = await startWorker(world.muster, { log: world.log, pollMs: 50 });
    // From before the first statement of the run to after its last.
    await delay(round * 15);
    await worker.stop();
    await expect(worker.done).resolves.toBeUndefined();
    expect(await inspector.query(LOCKED)).toEqual([]);
    expect(
      await inspector.query("select from leases l join runs r on r.id = l.run_id where r.ended_at is null"),
    ).toEqual([]);
  }
  const last = await workerIn(world);
  for (const run of await runsOf(world))
    expect(await ended(world, run.id)).toMatchObject({ state: "succeeded" });
  await last.stop();
  expect(await inspector.query("select from graphile_worker.jobs where task_identifier = 'run'")).toEqual([]);
});

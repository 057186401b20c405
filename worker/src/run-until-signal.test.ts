import { type Simulator, startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { enable } from "@muster/sync";
import { expect, onTestFinished, test } from "vitest";
import { type Inspector, openInspector } from "./testing/inspect.ts";
import { pagesRead } from "./testing/reads.ts";
import { startWorkerProcess, type WorkerProcess } from "./testing/start-worker-process.ts";
import { ended, openWorld, until, workerIn, type World } from "./testing/world.ts";

interface BusyWorld extends World {
  vendor: Simulator;
  inspector: Inspector;
  process: WorkerProcess;
  runId: number;
}

/** A worker process in the middle of a read of four pages, of which the vendor may never answer the first. */
async function busyWorld({ hanging }: { hanging: boolean }): Promise<BusyWorld> {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 10_000 });
  if (hanging) vendor.setFaults({ rules: [{ operation: "list", attempt: 1, fault: "hang" }] });
  const world = await openWorld({ database, vendor, requestsPerSecond: 2 });
  const inspector = await openInspector(database);
  const process = await startWorkerProcess(world);
  onTestFinished(() => process.kill("SIGKILL"));
  const { id: runId } = await enable(world.muster.engine, world.integration, "admin");
  await until(
    () => (vendor.requests().length > 0 ? true : undefined),
    20_000,
    () => process.lines.join("\n"),
  );
  return { ...world, vendor, inspector, process, runId };
}

test.each([
  ["SIGTERM", 143],
  ["SIGINT", 130],
] as const)("a second %s ends the process at once", async (signal, code) => {
  const world = await busyWorld({ hanging: true });
  world.process.kill(signal);
  await until(
    () => world.process.lines.find((line) => line.includes("once more to stop at once")),
    5_000,
    () => world.process.lines.join("\n"),
  );
  const asked = performance.now();
  world.process.kill(signal);
  expect(await world.process.exited).toEqual({ code, signal: null });
  // The first alone would have waited for the grace.
  expect(performance.now() - asked).toBeLessThan(5_000);
});

test("a worker that the queue ends gives its run back, and the process says that it failed", async () => {
  const world = await busyWorld({ hanging: false });
  // So graphile-worker tells workers of an older version to leave before it changes its tables.
  await world.inspector.query(
    `select pg_notify('worker:migrate', '{"breaking": true, "migrationNumber": 999}')`,
  );
  expect(await world.process.exited).toEqual({ code: 1, signal: null });
  expect(world.process.lines).toContain('{"failed":"workerEnded"}');
  expect(await world.inspector.query("select from graphile_worker.jobs where locked_by is not null")).toEqual(
    [],
  );
  expect(await world.inspector.query("select from leases")).toEqual([]);
  await workerIn(world);
  expect(await ended(world, world.runId)).toMatchObject({ state: "succeeded", token: 2 });
  expect(pagesRead(world.vendor.requests())).toEqual([1, 2, 3, 4]);
});

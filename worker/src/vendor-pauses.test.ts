import { startSimulator } from "@muster/simulators";
import { findRun, pauseVendor, resumeVendor } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { enable, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { tick } from "./tasks/tick-task.ts";
import { type Inspector, openInspector } from "./testing/inspect.ts";
import { pagesRead } from "./testing/reads.ts";
import { ended, openWorld, runsOf, until, workerIn, type World } from "./testing/world.ts";

const PAUSE = { connector: "bamboohr", actor: "ops", reason: "their outage" };

async function newWorld(employees: number, requestsPerSecond?: number) {
  let now = new Date("2026-03-02T12:00:00Z");
  const clock = { now: () => now };
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees });
  const world = await openWorld({ database, vendor, clock, ...(requestsPerSecond && { requestsPerSecond }) });
  const pass = (to: string): void => {
    now = new Date(to);
  };
  return { world, vendor, inspector: await openInspector(database), pass };
}

function isLed(inspector: Inspector): Promise<boolean> {
  return inspector.query("select from leases").then((rows) => rows.length > 0);
}

async function stateOf({ muster, orgId }: World, runId: number): Promise<string | undefined> {
  return (await muster.store.forOrganization(orgId, (tx) => findRun(tx, runId)))?.state;
}

test("a read under way hands over at its next page while its vendor is paused, and goes on where it was", async () => {
  const { world, vendor, inspector } = await newWorld(10_000, 2);
  const { store, engine } = world.muster;
  const asked = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
  await workerIn(world, { pollMs: 50 });
  const { id } = await syncNow(engine, world.integration, asked);
  const pages = (): number => pagesRead(vendor.requests()).length;
  await until(
    () => pages() > 0 || undefined,
    20_000,
    () => "nothing was read",
  );
  await pauseVendor(store, { ...PAUSE, now: new Date() });
  await until(
    async () => !(await isLed(inspector)) || undefined,
    20_000,
    () => "the read went on",
  );
  expect(await stateOf(world, id)).toBe("reading");
  const before = pages();
  expect(before).toBeLessThan(4);
  // The worker fetches what comes after it.
  await inspector.query("select graphile_worker.add_job('tick')");
  const waits = (): Promise<object[]> =>
    inspector.query("select from graphile_worker.jobs where task_identifier = 'tick' and run_at <= now()");
  await until(
    async () => (await waits()).length === 0 || undefined,
    20_000,
    () => "the tick waits",
  );
  expect(pages()).toBe(before);
  await resumeVendor(store, { connector: "bamboohr", actor: "ops", now: new Date() });
  expect(await ended(world, id)).toMatchObject({ state: "succeeded" });
  expect(pagesRead(vendor.requests())).toEqual([1, 2, 3, 4]);
});

test("what falls due while its vendor is paused gets one run when it is resumed; Sync now is refused", async () => {
  const { world, inspector, pass } = await newWorld(5);
  const { store, engine } = world.muster;
  await enable(engine, world.integration, "admin");
  await inspector.query("update runs set state = 'succeeded', ended_at = now()");
  await pauseVendor(store, { ...PAUSE, now: engine.now() });
  await expect(pauseVendor(store, { ...PAUSE, now: engine.now() })).rejects.toMatchObject({
    code: "vendorPaused",
  });
  pass("2026-03-09T12:00:00Z");
  await tick(engine);
  expect(await runsOf(world)).toHaveLength(1);
  const asked = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
  await expect(syncNow(engine, world.integration, asked)).rejects.toMatchObject({
    code: "vendorPaused",
    kind: "transient",
  });
  await resumeVendor(store, { connector: "bamboohr", actor: "ops", now: engine.now() });
  await expect(
    resumeVendor(store, { connector: "bamboohr", actor: "ops", now: engine.now() }),
  ).rejects.toMatchObject({ code: "notPaused" });
  await tick(engine);
  await tick(engine);
  expect((await runsOf(world)).filter(({ requestedBy }) => requestedBy === "schedule")).toHaveLength(1);
});

test("other vendors' runs pass by those that wait for a paused one", async () => {
  const { world, inspector } = await newWorld(5);
  const { store, engine } = world.muster;
  const asked = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;
  const { id } = await syncNow(engine, world.integration, asked);
  // As if it were another vendor's.
  await inspector.query("update graphile_worker._private_jobs set flags = '{\"vendor:acme\": true}'");
  await pauseVendor(store, { ...PAUSE, connector: "acme", now: new Date() });
  await workerIn(world, { pollMs: 50 });
  const second = await syncNow(engine, world.integration, { ...asked, dryRun: true });
  expect(await ended(world, second.id)).toMatchObject({ state: "succeeded" });
  expect(await stateOf(world, id)).toBe("queued");
});

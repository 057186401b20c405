import { type Simulator, startSimulator } from "@muster/simulators";
import { liveWorkers } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { enable, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { type Inspector, openInspector } from "./testing/inspect.ts";
import { pagesRead } from "./testing/reads.ts";
import { ended, openWorld, runsOf, workerIn, type World } from "./testing/world.ts";

const FULL = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;

async function smallWorld(): Promise<World & { vendor: Simulator; inspector: Inspector }> {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 40 });
  const world = await openWorld({ database, vendor });
  return { ...world, vendor, inspector: await openInspector(database) };
}

test("switching an integration on starts its first run at once, and it ends well", async () => {
  const world = await smallWorld();
  const worker = await workerIn(world);
  expect(await liveWorkers(world.muster.store)).toEqual([worker.id]);
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  expect(await ended(world, id)).toMatchObject({ state: "succeeded", requestedBy: "admin" });
  expect(await runsOf(world)).toHaveLength(1);
});

test("fifty clicks on Sync now make one run and at most one that follows it, and both end", async () => {
  const world = await smallWorld();
  // The first read is still under way when the last click comes.
  world.vendor.setFaults({ rules: [{ operation: "list", attempt: 1, fault: "http429RetryAfter" }] });
  await workerIn(world);
  await workerIn(world);
  const { engine } = world.muster;
  const clicks = Array.from({ length: 50 }, () => syncNow(engine, world.integration, FULL));
  const asked = new Set((await Promise.all(clicks)).map((run) => run.id));
  for (const id of asked) expect(await ended(world, id)).toMatchObject({ state: "succeeded" });
  const runs = await runsOf(world);
  expect(new Set(runs.map((run) => run.id))).toEqual(asked);
  expect(runs.length).toBeLessThanOrEqual(2);
  // Each was claimed once.
  expect(runs.map((run) => run.token)).toEqual(runs.map(() => 1));
});

test("of many jobs for one run in two workers one leads it", async () => {
  const world = await smallWorld();
  const { id } = await syncNow(world.muster.engine, world.integration, { ...FULL, forWorker: false });
  await world.inspector.query(
    `select graphile_worker.add_job('run', json_build_object('run', $1::bigint, 'org', $2::integer, 'token', 0))
     from generate_series(1, 12)`,
    [id, world.orgId],
  );
  await workerIn(world);
  await workerIn(world);
  expect(await ended(world, id)).toMatchObject({ state: "succeeded", token: 1 });
  expect(pagesRead(world.vendor.requests())).toEqual([1]);
});

test("a run and its rehearsal, asked for together, follow one another", async () => {
  const world = await smallWorld();
  await workerIn(world);
  const { engine } = world.muster;
  const asked = await Promise.all([
    syncNow(engine, world.integration, FULL),
    syncNow(engine, world.integration, { ...FULL, dryRun: true }),
  ]);
  const [first, second] = await Promise.all(asked.map(({ id }) => ended(world, id)));
  expect([first?.state, second?.state]).toEqual(["succeeded", "succeeded"]);
});

test("a job that names no run is dropped, and the worker goes on", async () => {
  const world = await smallWorld();
  await world.inspector.query("select graphile_worker.add_job('run', '{\"run\": \"all\"}')");
  await workerIn(world);
  const { id } = await syncNow(world.muster.engine, world.integration, FULL);
  await ended(world, id);
  expect(world.logged).toContainEqual(
    expect.objectContaining({ level: "error", message: "a job of a run names no run" }),
  );
});

import { startSimulator } from "@muster/simulators";
import { liveWorkers } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { enable, leadRun, syncNow } from "@muster/sync";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { createRunTask } from "./tasks/run-task.ts";
import { ended, openWorld, runsOf, until, workerIn, type World } from "./testing/world.ts";

async function worldOf(employees: number): Promise<World> {
  return openWorld({
    database: await createTestDatabase(),
    vendor: await startSimulator("bamboohr", { employees }),
  });
}

const everything = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;

test("switching an integration on starts its first run at once, and it ends well", async () => {
  const world = await worldOf(40);
  const worker = await workerIn(world);
  expect(await liveWorkers(world.muster.store)).toEqual([worker.id]);
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  expect(await ended(world, id)).toMatchObject({ state: "succeeded", requestedBy: "admin" });
  expect(await runsOf(world)).toHaveLength(1);
});

test("fifty clicks on Sync now make one run and at most one that follows it, and both end", async () => {
  const world = await worldOf(40);
  await workerIn(world);
  await workerIn(world);
  const clicks = Array.from({ length: 50 }, () => syncNow(world.muster.engine, world.integration, everything));
  const asked = new Set((await Promise.all(clicks)).map((run) => run.id));
  for (const id of asked) await ended(world, id);
  const runs = await runsOf(world);
  expect(new Set(runs.map((run) => run.id))).toEqual(asked);
  expect(runs.length).toBeLessThanOrEqual(2);
  // Claimed once each: nobody raised a token a second time.
  expect(runs.map((run) => run.token)).toEqual(runs.map(() => 1));
});

import { appendFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { enable } from "@muster/sync";
import { expect, test } from "vitest";
import { ageLeases, memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds } from "./testing/reads.ts";
import { startWorkerProcess } from "./testing/start-worker-process.ts";
import { ended, openWorld, until, workerIn } from "./testing/world.ts";

for (let round = 0; round < 10; round += 1)
  test(`kill ${round}`, { timeout: 100_000 }, async () => {
    const database = await createTestDatabase();
    const vendor = await startSimulator("bamboohr", { employees: 20_000 });
    const world = await openWorld({ database, vendor, requestsPerSecond: 2 });
    const inspector = await openInspector(database);
    const first = await startWorkerProcess(world);
    const { id } = await enable(world.muster.engine, world.integration, "admin");
    const reads = () => vendor.requests().flatMap(({ page, at }) => (page === undefined ? [] : { page, at }));
    await until(() => reads()[5], 30_000, () => "no");
    await delay(round * 50);
    const before = reads().length;
    const killed = Date.now();
    first.kill("SIGKILL");
    await first.exited;
    await ageLeases(inspector);
    await workerIn(world, { heartbeatMs: 500 });
    expect(await ended(world, id)).toMatchObject({ state: "succeeded", token: 3 });
    const again = new Set(reads().slice(before).map((r) => r.page));
    appendFileSync("/tmp/ages.txt", JSON.stringify({ before, again: [...again], ages: reads().slice(0, before).map((r) => [r.page, killed - r.at]) }) + "\n");
    expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
  });

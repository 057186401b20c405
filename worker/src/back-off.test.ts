import { startSimulator } from "@muster/simulators";
import { findIntegration } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { enable } from "@muster/sync";
import { expect, test } from "vitest";
import { tick } from "./tasks/tick-task.ts";
import { ended, openWorld, runsOf, until, workerIn } from "./testing/world.ts";

const DAY_MS = 86_400_000;

test("a vendor that asks to wait for a day frees the worker at once, and is asked again then", async () => {
  let now = new Date("2026-03-02T12:00:00Z");
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 5 });
  const world = await openWorld({ database, vendor, clock: { now: () => now } });
  const { store, engine } = world.muster;
  vendor.setFaults({ rules: [{ operation: "list", fault: "retryAfterHuge", times: 1 }] });
  await workerIn(world, { pollMs: 50 });
  const first = await enable(engine, world.integration, "admin");
  expect(await ended(world, first.id)).toMatchObject({ state: "failed", reasonKind: "rateLimited" });
  const found = await store.forOrganization(world.orgId, (tx) => findIntegration(tx, world.integration.id));
  expect(found).toMatchObject({ failures: 1 });
  const waits = (found?.nextRunAt?.getTime() ?? 0) - now.getTime();
  expect(Math.abs(waits - DAY_MS)).toBeLessThan(5_000);
  now = new Date(now.getTime() + waits - 1_000);
  await tick(engine);
  expect(await runsOf(world)).toHaveLength(1);
  now = new Date(now.getTime() + 1_000);
  await tick(engine);
  const again = await until(
    async () => (await runsOf(world)).find(({ id }) => id !== first.id),
    5_000,
    () => "nothing was queued",
  );
  expect(await ended(world, again.id)).toMatchObject({ state: "succeeded" });
});

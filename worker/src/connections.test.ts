import { startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { enable, syncNow } from "@muster/sync";
import { expect, test } from "vitest";
import { ageLeases, type Inspector, memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds, pagesRead } from "./testing/reads.ts";
import { ended, openWorld, until, workerIn } from "./testing/world.ts";

const FULL = { mode: "full", dryRun: false, actor: "admin", forWorker: true } as const;

/** Ends every connection to the database but the test's own. */
async function cutAll({ query }: Inspector): Promise<void> {
  await query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
  );
}

test("a worker whose connections are all cut, again and again, goes on with its run and with the next", {
  timeout: 60_000,
}, async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 10_000 });
  const world = await openWorld({ database, vendor, requestsPerSecond: 2 });
  const inspector = await openInspector(database);
  const worker = await workerIn(world, { heartbeatMs: 200, pollMs: 200 });
  const endings: unknown[] = [];
  worker.done.catch((error: unknown) => endings.push(error));
  const first = await enable(world.muster.engine, world.integration, "admin");
  for (const page of [1, 2, 3]) {
    await until(
      () => (pagesRead(vendor.requests()).includes(page) ? true : undefined),
      20_000,
      () => JSON.stringify(world.logged),
    );
    await cutAll(inspector);
    // A run whose transaction was cut waits for its lease to run out.
    await ageLeases(inspector);
  }
  const over = "select state from runs where id = $1 and ended_at is not null";
  const [run] = await until(
    async () => {
      const found = await inspector.query<{ state: string }>(over, [first.id]);
      return found.length > 0 ? found : undefined;
    },
    40_000,
    () => JSON.stringify(world.logged),
  );
  expect(run).toEqual({ state: "succeeded" });
  expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));

  await cutAll(inspector);
  const again = await until(
    () => syncNow(world.muster.engine, world.integration, FULL).catch(() => undefined),
    5_000,
    () => "Sync now finds no connection",
  );
  expect(await ended(world, again.id)).toMatchObject({ state: "succeeded" });
  expect(endings).toEqual([]);
});

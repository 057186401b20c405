import { startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { enable } from "@muster/sync";
import { expect, onTestFinished, test } from "vitest";
import { memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds } from "./testing/reads.ts";
import { startWorkerProcess } from "./testing/start-worker-process.ts";
import { ended, openWorld, until } from "./testing/world.ts";

/** Groups are committed after 2 s at the latest; a page takes a moment to come and to be written. */
const UNCOMMITTED_MS = 3_000;

test("after a SIGKILL in the middle of a read another worker goes on from the last checkpoint within 120 s", {
  timeout: 180_000,
}, async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 20_000 });
  const world = await openWorld({ database, vendor, requestsPerSecond: 1 });
  const inspector = await openInspector(database);
  const first = await startWorkerProcess(world);
  const second = await startWorkerProcess(world);
  onTestFinished(() => [first, second].forEach((worker) => worker.kill("SIGKILL")));
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  const reads = (): { page: number; at: number }[] =>
    vendor.requests().flatMap(({ page, at }) => (page === undefined ? [] : { page, at }));
  await until(
    () => reads()[5],
    30_000,
    () => "it does not read",
  );
  const [leader] = await inspector.query<{ worker: string }>("select worker from leases");
  const [victim, heir] = leader?.worker === first.id ? [first, second] : [second, first];
  expect(victim.id).toBe(leader?.worker);

  const before = reads().length;
  const killed = Date.now();
  victim.kill("SIGKILL");
  await victim.exited;
  await until(
    () => reads()[before],
    120_000,
    () => heir.lines.join("\n"),
  );
  expect(await ended(world, id)).toMatchObject({ state: "succeeded", certificate: "counted", token: 3 });
  const again = reads()
    .slice(before)
    .map((read) => read.page);
  // The heir reads on without a gap, to the end, and repeats only what could not have been committed.
  expect(again).toEqual(Array.from({ length: again.length }, (_, index) => 9 - again.length + index));
  const repeated = reads()
    .slice(0, before)
    .filter((read) => again.includes(read.page));
  expect(repeated.filter((read) => read.at < killed - UNCOMMITTED_MS)).toEqual([]);
  expect(before - repeated.length).toBeGreaterThan(0);
  expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
  await until(
    async () => {
      const rows = await inspector.query("select from graphile_worker.jobs where locked_by = $1", [
        victim.id,
      ]);
      return rows.length === 0 ? true : undefined;
    },
    60_000,
    () => "the dead worker's job stays locked",
  );
});

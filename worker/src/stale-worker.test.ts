import { startSimulator } from "@muster/simulators";
import { createTestDatabase } from "@muster/store/testing";
import { enable } from "@muster/sync";
import { expect, onTestFinished, test } from "vitest";
import { ageLeases, memberIds, openInspector } from "./testing/inspect.ts";
import { expectedIds, pagesRead } from "./testing/reads.ts";
import { startWorkerProcess } from "./testing/start-worker-process.ts";
import { ended, openWorld, until, workerIn } from "./testing/world.ts";

test("a worker that froze past its lease has what it still writes refused, and the run ends once", async () => {
  const database = await createTestDatabase();
  const vendor = await startSimulator("bamboohr", { employees: 12_500 });
  const world = await openWorld({ database, vendor, requestsPerSecond: 2 });
  const inspector = await openInspector(database);
  const frozen = await startWorkerProcess(world);
  onTestFinished(() => frozen.kill("SIGKILL"));
  const { id } = await enable(world.muster.engine, world.integration, "admin");
  await until(
    () => (pagesRead(vendor.requests()).length >= 2 ? true : undefined),
    20_000,
    () => frozen.lines.join("\n"),
  );
  frozen.kill("SIGSTOP");
  await ageLeases(inspector);
  await workerIn(world, { heartbeatMs: 200 });
  const run = await ended(world, id);
  // Claimed, taken over, claimed again.
  expect(run).toMatchObject({ state: "succeeded", token: 3 });

  frozen.kill("SIGCONT");
  await until(
    () => frozen.lines.find((line) => /another worker's now|was interrupted/.test(line)),
    20_000,
    () => frozen.lines.join("\n"),
  );
  expect(await inspector.query("select id, state, token from runs")).toEqual([
    { id: String(id), state: "succeeded", token: 3 },
  ]);
  expect(await inspector.query("select run_id from batches where seq is not null")).toEqual([
    { run_id: String(id) },
  ]);
  expect(await inspector.query("select from staging")).toEqual([]);
  expect(await memberIds(inspector)).toEqual(expectedIds(vendor.company()));
});

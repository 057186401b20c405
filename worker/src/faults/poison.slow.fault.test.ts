import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { ageWorkers } from "../testing/inspect.ts";
import { endedIn, type Lane, type Lanes, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { startWorkerProcess } from "../testing/start-worker-process.ts";
import { until, workerIn } from "../testing/world.ts";

const BUSY = `select from pg_stat_activity where datname = current_database() and state <> 'idle'
  and pid <> pg_backend_pid() and application_name like 'muster:%'`;

/** Whoever supervises the worker starts it again; a minute later it takes over what the dead one had. */
async function dieOf(lanes: Lanes, poisoned: Lane): Promise<void> {
  const victim = await startWorkerProcess(lanes, {
    KILL_AT: `judged#1@${poisoned.orgId}`,
    // One beat, at the start: no later one is still on its way when the process has gone.
    WORKER_OPTIONS: JSON.stringify({ pollMs: 200 }),
  });
  expect(await victim.exited).toEqual({ code: null, signal: "SIGKILL" });
  // Its last statement may still be under way, and say that it lives.
  await until(
    async () => ((await lanes.inspector.query(BUSY)).length === 0 ? true : undefined),
    20_000,
    () => "a backend of the dead worker goes on",
  );
  await ageWorkers(lanes.inspector, [victim.id]);
}

fault(
  "F38",
  "S2",
  "a run that takes its worker down three times is parked and says so, the others go on, and Sync now tries it again",
  async () => {
    const lanes = await openLanes({ count: 3, employees: 30 });
    const [poisoned, second, third] = lanes.lanes;
    if (!poisoned || !second || !third) throw new Error("there are three");
    const id = await queue(lanes, poisoned);
    const others: [Lane, number][] = [];
    for (const lane of [second, third]) others.push([lane, await queue(lanes, lane)]);
    await dieOf(lanes, poisoned);
    await dieOf(lanes, poisoned);
    // Taken over for the second time, it waits a little, so that it does not fall together with others again.
    const { query } = lanes.inspector;
    const heir = await startWorkerProcess(lanes, { WORKER_OPTIONS: JSON.stringify({ pollMs: 200 }) });
    await until(
      async () => (await query("select from runs where id = $1 and crashes = 2", [id]))[0],
      20_000,
      () => heir.lines.join("\n"),
    );
    heir.kill("SIGTERM");
    await heir.exited;
    const atOnce = (run: number): Promise<object[]> =>
      query("update graphile_worker._private_jobs set run_at = now() where key like $1", [`run:${run}:%`]);
    await atOnce(id);
    await dieOf(lanes, poisoned);
    const worker = await workerIn(lanes, { heartbeatMs: 200, pollMs: 200 });
    expect(await endedIn(lanes, poisoned, id)).toMatchObject({
      state: "failed",
      reasonCode: "parked",
      fix: expect.stringContaining("Sync now tries it again"),
    });
    for (const [lane, run] of others) {
      await atOnce(run);
      expect(await endedIn(lanes, lane, run)).toMatchObject({ state: "succeeded" });
    }
    const again = await queue(lanes, poisoned);
    expect(await endedIn(lanes, poisoned, again)).toMatchObject({ state: "succeeded" });
    await worker.stop();
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { timeout: 240_000 },
);

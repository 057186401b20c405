import { fault } from "@muster/store/testing";
import { expect, onTestFinished } from "vitest";
import { ageWorkers } from "../testing/inspect.ts";
import { endedIn, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { startWorkerProcess } from "../testing/start-worker-process.ts";
import { until, workerIn } from "../testing/world.ts";

fault(
  "F44",
  "S1",
  "of two workers one is killed and one frozen past its lease in mid-run: what it writes later is refused, and each run ends once",
  async ({ below }) => {
    const lanes = await openLanes({
      count: 4,
      employees: 200 + below(300),
      vendor: "rippling",
      requestsPerSecond: 2,
    });
    const { query } = lanes.inspector;
    const workers = [await startWorkerProcess(lanes), await startWorkerProcess(lanes)] as const;
    onTestFinished(() => workers.forEach((worker) => worker.kill("SIGKILL")));
    const runs = [];
    for (const lane of lanes.lanes) runs.push({ lane, id: await queue(lanes, lane) });
    const read = 1 + below(3);
    await until(
      () => (lanes.lanes.every(({ vendor }) => vendor.requests().length > read) ? true : undefined),
      60_000,
      () => workers.flatMap(({ lines }) => lines).join("\n"),
    );
    const [killed, frozen] = below(2) === 0 ? workers : ([workers[1], workers[0]] as const);
    frozen.kill("SIGSTOP");
    killed.kill("SIGKILL");
    await killed.exited;
    await ageWorkers(lanes.inspector, [killed.id, frozen.id]);
    await workerIn(lanes, { heartbeatMs: 200, pollMs: 200 });
    // A statement that the frozen worker had sent may still renew its lease: whoever takes over waits for that one, too.
    for (const { lane, id } of runs)
      expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
    const before = await query("select id, seq, sealed_at from batches order by id");
    const lost = frozen.lines.length;
    frozen.kill("SIGCONT");
    const led = await query<{ worker: string }>("select from workers where id = $1", [frozen.id]);
    expect(led.length).toBeLessThanOrEqual(1);
    // It finds out what it has lost, says so, and goes on as a worker like any other.
    await until(
      async () =>
        (
          await query("select from workers where id = $1 and seen_at > now() - interval '5 s'", [frozen.id])
        )[0],
      60_000,
      () => frozen.lines.slice(lost).join("\n"),
    );
    frozen.kill("SIGTERM");
    expect(await frozen.exited).toEqual({ code: 0, signal: null });
    expect(await query("select id, seq, sealed_at from batches order by id")).toEqual(before);
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { timeout: 240_000 },
);

import { setTimeout as delay } from "node:timers/promises";
import { fault } from "@muster/store/testing";
import { expect } from "vitest";
import { startWorker } from "../start-worker.ts";
import { endedIn, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { startWorkerProcess } from "../testing/start-worker-process.ts";
import { workerIn } from "../testing/world.ts";

const STOPS = 100;
const LOCKED = "select id from graphile_worker.jobs where locked_by is not null";

fault(
  "F37",
  "S2",
  "a hundred graceful stops at random moments lose no completion, strand no job, and take at most 30 s each",
  async ({ below, injected }) => {
    const lanes = await openLanes({ count: 3, employees: 12 });
    const { query } = lanes.inspector;
    const runs = [];
    for (let stop = 0; stop < STOPS; stop += 1) {
      for (const lane of lanes.lanes) {
        lane.vendor.edit({ op: "move" });
        runs.push({ lane, id: await queue(lanes, lane) });
      }
      const worker = await startWorker(lanes.muster, { log: lanes.log, pollMs: 50 });
      await delay(below(400));
      const asked = performance.now();
      await worker.stop();
      expect(performance.now() - asked).toBeLessThan(30_000);
      await expect(worker.done).resolves.toBeUndefined();
      expect(await query(LOCKED)).toEqual([]);
    }
    await workerIn(lanes, { pollMs: 50 });
    for (const { lane, id } of runs)
      expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded" });
    injected(STOPS);
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { timeout: 600_000 },
);

fault(
  "F37",
  "S2",
  "a process told to stop exits with 0 within 30 s at whatever moment, and leaves nothing locked",
  async ({ below, injected }) => {
    const lanes = await openLanes({ count: 1, employees: 400, vendor: "rippling", requestsPerSecond: 2 });
    const [lane] = lanes.lanes;
    if (!lane) throw new Error("there is one");
    const stops = 6;
    const runs: number[] = [];
    for (let stop = 0; stop < stops; stop += 1) {
      runs.push(await queue(lanes, lane));
      const process = await startWorkerProcess(lanes);
      await delay(below(4_000));
      const asked = performance.now();
      process.kill("SIGTERM");
      expect(await process.exited).toEqual({ code: 0, signal: null });
      expect(performance.now() - asked).toBeLessThan(30_000);
      expect(await lanes.inspector.query(LOCKED)).toEqual([]);
    }
    await workerIn(lanes);
    for (const id of runs) expect(await endedIn(lanes, lane, id)).toMatchObject({ state: "succeeded" });
    injected(stops);
    return leftIn(lanes, lane);
  },
  { timeout: 300_000 },
);

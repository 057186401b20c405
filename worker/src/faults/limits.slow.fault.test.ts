import { startSimulator } from "@muster/simulators";
import { fault } from "@muster/store/testing";
import { expect, onTestFinished } from "vitest";
import { endedIn, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { startWorkerProcess } from "../testing/start-worker-process.ts";

/** What the connector keeps to, of what the simulated vendor allows. */
const WINDOW = { requests: 15, seconds: 3 };

/** The most calls that fall into one window, wherever it is laid. */
function most(times: readonly number[]): number {
  const span = WINDOW.seconds * 1000;
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + span).length));
}

fault(
  "F13",
  "S3",
  "organizations that share one account of a vendor stay within its limit together, in whatever processes, and all finish",
  async () => {
    const vendor = await startSimulator("personio", { employees: 20, realLimits: true });
    onTestFinished(vendor.close);
    const lanes = await openLanes({ count: 3, employees: 20, simulator: vendor });
    const runs = [];
    for (const lane of lanes.lanes) runs.push({ lane, id: await queue(lanes, lane) });
    const own = { WORKER_OPTIONS: JSON.stringify({ concurrency: 2, pollMs: 200 }) };
    const workers = await Promise.all([startWorkerProcess(lanes, own), startWorkerProcess(lanes, own)]);
    onTestFinished(() => workers.forEach((worker) => worker.kill("SIGKILL")));
    for (const { lane, id } of runs) {
      expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
    }
    const calls = vendor.requests().filter(({ operation }) => operation !== "token");
    expect(calls.length).toBeGreaterThan(3 * 20);
    expect(calls.filter(({ status }) => status === 429)).toEqual([]);
    const times = calls.map(({ at }) => at);
    expect(most(times)).toBeLessThanOrEqual(WINDOW.requests);
    // And they do not dawdle: one process alone would not be much quicker.
    const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
    expect(calls.length / seconds).toBeGreaterThan((0.5 * WINDOW.requests) / WINDOW.seconds);
    for (const worker of workers) worker.kill("SIGTERM");
    await Promise.all(workers.map(({ exited }) => exited));
    return lanes.lanes.map((lane) => leftIn(lanes, lane));
  },
  { timeout: 300_000 },
);

import { armKillPoints } from "@muster/store";
import { expectPromises, rosterOf } from "@muster/store/testing";
import { expect } from "vitest";
import { startWorker } from "../start-worker.ts";
import { ageWorkers } from "./inspect.ts";
import { endedIn, type Lane, type Lanes, leftIn, queue, syncHere } from "./lanes.ts";
import { startWorkerProcess } from "./start-worker-process.ts";

/** The points that a run of a lane passes, each as `name#n`, in no order. */
export async function pointsOf(lanes: Lanes, lane: Lane): Promise<string[]> {
  // Nobody comes so far: only the passes are counted.
  const passes = armKillPoints([{ name: "statement", pass: 1_000_000_000, orgId: undefined }]);
  await syncHere(lanes, lane);
  return [...passes].flatMap(([key, count]) => {
    const [name, org] = key.split("@");
    if (org !== String(lane.orgId)) return [];
    return Array.from({ length: count }, (_, index) => `${name}#${index + 1}`);
  });
}

/**
 * Kills a worker process when the run of each lane has come to its point, and lets another worker go on. Every run
 * ends once, with the promises kept and the roster as the vendor has it. Gives how many points were come to: one that
 * lies beyond the end of its run was not.
 */
export async function killRound(
  lanes: Lanes,
  plan: readonly { lane: Lane; point: string }[],
): Promise<number> {
  const runs = new Map<Lane, number>();
  for (const { lane } of plan) runs.set(lane, await queue(lanes, lane));
  const victim = await startWorkerProcess(lanes, {
    KILL_AT: plan.map(({ lane, point }) => `${point}@${lane.orgId}`).join(","),
    WORKER_OPTIONS: JSON.stringify({ concurrency: plan.length, pollMs: 100, tickNow: false }),
  });
  expect(await victim.exited).toEqual({ code: null, signal: "SIGKILL" });
  const [, met = ""] = /^KILL_AT: (.*)$/m.exec(victim.errors.join("\n")) ?? [];
  await ageWorkers(lanes.inspector, [victim.id]);
  const heir = await startWorker(lanes.muster, {
    log: lanes.log,
    concurrency: plan.length,
    heartbeatMs: 200,
    pollMs: 100,
  });
  try {
    for (const [lane, runId] of runs) {
      const run = await endedIn(lanes, lane, runId);
      expect(run, `${lane.orgId}`).toMatchObject({ state: "succeeded", reasonCode: null });
    }
    for (const lane of runs.keys()) {
      const left = leftIn(lanes, lane);
      await expectPromises(left);
      expect(await rosterOf(left)).toEqual(left.roster());
    }
  } finally {
    await heir.stop();
  }
  return met.split(" ").length;
}

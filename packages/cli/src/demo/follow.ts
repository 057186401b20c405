import { setTimeout as delay } from "node:timers/promises";
import { findRun, hasEnded, type RunRecord } from "@muster/store";
import { demoError } from "./assure.ts";
import type { World } from "./world.ts";

/** A worker that lives takes a run within seconds. */
const PATIENCE_MS = 120_000;

/** Waits until the worker has ended a run. Throws if it failed, or if nobody took it. */
export async function follow(world: World, runId: number, signal: AbortSignal): Promise<RunRecord> {
  const { store } = world.muster;
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const run = await store.forOrganization(world.organization.id, (tx) => findRun(tx, runId));
    if (run && hasEnded(run.state)) return refuseFailed(run);
    if (performance.now() > deadline) {
      throw demoError(`Run ${runId} is ${run?.state ?? "gone"} after ${PATIENCE_MS / 1000} s.`, {
        code: "demoRunStuck",
        fix: "Run the demo again with LOG_LEVEL=info; its log tells what the worker does.",
      });
    }
    await delay(20, undefined, { signal });
  }
}

function refuseFailed(run: RunRecord): RunRecord {
  if (run.state === "succeeded" || run.state === "held") return run;
  throw demoError(run.reason ?? `Run ${run.id} ended as ${run.state}.`, {
    code: run.reasonCode ?? "demoRunFailed",
    fix: run.fix ?? "Run the demo again with LOG_LEVEL=info for its log.",
  });
}

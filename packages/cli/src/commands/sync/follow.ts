import { setTimeout as pause } from "node:timers/promises";
import { findRun, hasEnded, isLeased, liveWorkers, type RunRecord } from "@muster/store";
import type { Context } from "../../context/action.ts";
import type { Session } from "../../context/open.ts";
import { CommandError } from "../../errors/command-error.ts";
import { EXIT } from "../../errors/exit-codes.ts";
import { progressOf, progressText } from "../runs/progress.ts";

const LOOK_MS = 300;
/** How often it is asked whether there is still somebody to carry the run out. */
const WORKERS_MS = 5_000;

/** Throws where nobody would carry a queued run out. */
export async function refuseWithoutWorker({ store }: Session): Promise<void> {
  if ((await liveWorkers(store)).length > 0) return;
  throw new CommandError("No worker is running, so nobody would carry the run out.", {
    code: "noWorker",
    fix: "Start one with `muster worker` or `muster up`, or give --inline to sync in this process.",
    exit: EXIT.transient,
  });
}

/** Throws where nobody leads the run and no worker is there to take it. */
async function refuseForgotten(session: Session, runId: number): Promise<void> {
  const { store, org } = session;
  const led = await store.forOrganization(org.id, (tx) => isLeased(tx, runId));
  if (!led) await refuseWithoutWorker(session);
}

/** Shows how a run goes on in another process, until it has ended. */
export async function followRun(
  { output }: Pick<Context, "output">,
  session: Session,
  input: { runId: number; stop: AbortSignal },
): Promise<void> {
  const { store, org } = session;
  const { runId, stop } = input;
  let askedAt = performance.now();
  for (;;) {
    const run = await store.forOrganization(org.id, (tx) => findRun(tx, runId));
    if (!run || hasEnded(run.state)) return;
    output.progress(standingText(run, session.engine.now()));
    if (performance.now() - askedAt > WORKERS_MS) {
      askedAt = performance.now();
      await refuseForgotten(session, runId);
    }
    await waitOrStop(LOOK_MS, stop);
  }
}

/** A pause that the stop signal ends by throwing its reason. */
export async function waitOrStop(ms: number, stop: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal: stop }).catch(() => stop.throwIfAborted());
}

/** Where a run stands, in words. */
export function standingText(
  run: Pick<RunRecord, "id"> & Parameters<typeof progressOf>[0],
  now: Date,
): string {
  return `run ${run.id}: ${progressText(progressOf(run, now))}`;
}

import { addRunJobs, findRun, hasEnded, passing } from "@muster/store";
import { type Engine, leadRun } from "@muster/sync";
import { z } from "zod";
import type { Drain } from "../drain.ts";
import { errorFacts } from "@muster/store";

const Payload = z.object({ run: z.int().positive(), org: z.int().positive(), token: z.int().nonnegative() });

/** A slice of a read; what follows it is a job of its own, behind those that wait. */
const SLICE_MS = 600_000;
/** How long a run whose database went away is held on to, until it can be given back. */
const PATIENCE_MS = 300_000;
/** Another apply of the organization is under way. */
const COME_BACK_SECONDS = 5;

export interface RunTaskInput {
  engine: Engine;
  /** The id under which the queue locks this worker's jobs. */
  worker: () => string;
  drain: Pick<Drain, "begun" | "signal">;
  /** Whether the operator has paused a vendor: its reads hand over at the next page. */
  isPaused?: (connector: string) => boolean;
  sliceMs?: number;
}

/**
 * Leads the run that a job names, for one slice. The job has done its work as soon as the run is in a good hand:
 * ended, another worker's, or queued again; only what nobody foresaw fails it.
 */
export function createRunTask(input: RunTaskInput): (payload: unknown) => Promise<void> {
  const { engine, worker, drain, sliceMs = SLICE_MS, isPaused = () => false } = input;
  return async (payload) => {
    const job = Payload.safeParse(payload);
    if (!job.success) return engine.log.error({ worker: worker() }, "a job of a run names no run");
    const { run: runId, org: orgId, token } = job.data;
    const sliceEnd = performance.now() + sliceMs;
    const control = {
      signal: drain.signal,
      shouldYield: (connector: string) => drain.begun || performance.now() > sliceEnd || isPaused(connector),
    };
    try {
      const result = await leadRun(engine, {
        runId,
        orgId,
        token,
        worker: worker(),
        control,
        patienceMs: PATIENCE_MS,
      });
      if (result.kind === "yielded") await queueAgain(engine, { runId, orgId }, drain.begun ? 0 : undefined);
      if (result.kind === "interrupted") await queueAgain(engine, { runId, orgId }, result.seconds);
      if (result.kind === "lost") engine.log.info({ run: runId }, "the run is another worker's now");
      if (result.kind === "ended") {
        const { state, reasonCode: code } = result.outcome;
        engine.log.info({ run: runId, state, code }, "the run ended");
      }
      if (result.kind !== "refused") await passing("jobDone", orgId);
    } catch (error) {
      throw interrupted(engine, runId, error);
    }
  };
}

/**
 * With the token that the run has now, to begin in so many seconds. Unless told, a run that is still reading goes on at
 * once, any other waits for a lock.
 */
async function queueAgain(
  { store }: Engine,
  { runId, orgId }: { runId: number; orgId: number },
  seconds?: number,
): Promise<void> {
  const run = await store.forOrganization(orgId, (tx) => findRun(tx, runId));
  if (!run || hasEnded(run.state)) return;
  await addRunJobs(
    store,
    [{ runId, orgId, token: run.token }],
    20,
    seconds ?? (run.state === "reading" ? 0 : COME_BACK_SECONDS),
  );
}

/** The queue stores the message and logs the stack of what a task throws: here they tell nothing but ids. */
function interrupted(engine: Engine, runId: number, error: unknown): Error {
  const facts = errorFacts(error);
  engine.log.error({ run: runId, ...facts }, "a run was interrupted; it goes on once its lease has run out");
  return new Error(`Run ${runId} was interrupted: ${facts.code ?? facts.name}.`);
}

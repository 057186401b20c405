import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { endRun, type RunOutcome } from "../runs/advance-run.ts";
import { addRunJobsIn, type RunJob } from "./jobs.ts";

/** A run whose worker was lost this often without its having come further is given up. */
const MOST_CRASHES = 3;
/** Room between runs that were lost together twice: the third time each is to show by itself whether it is to blame. */
const ROOM_SECONDS = 25;
const PLACES = 5;
const DAY_MS = 86_400_000;

/** A run that was taken from a worker, and how often that has happened since it last came further. */
export interface TakenRun extends RunJob {
  crashes: number;
}

/** Queues a taken run again, or parks it. */
export async function goOnOrPark(tx: Tx, run: TakenRun, now: Date): Promise<void> {
  if (run.crashes >= MOST_CRASHES) return park(tx, run, now);
  // A first loss is nobody's fault.
  const apart = run.crashes < MOST_CRASHES - 1 ? 0 : (run.runId % PLACES) * ROOM_SECONDS;
  await addRunJobsIn(tx, [run], 20, apart);
}

/** Ends a run that takes its worker down each time; the integration's next queued run goes on. */
async function park(tx: Tx, run: TakenRun, now: Date): Promise<void> {
  const outcome: RunOutcome = {
    state: "failed",
    certificate: null,
    counts: {},
    held: [],
    reasonCode: "parked",
    reasonKind: "bug",
    reason: `The worker was lost ${MOST_CRASHES} times at the same place of this run; nothing of it was applied.`,
    fix: "Find out from the log of the worker and of what supervises it why it died; often it is memory. Sync now tries it again.",
    // The schedule tries it again once a day: each try may cost three workers.
    retryAfterMs: DAY_MS,
  };
  await endRun(tx, run, outcome, now);
  const { rows: next } = await sql<RunJob>`
    select n.id as "runId", n.org_id as "orgId", n.token from runs r join runs n on n.integration_id = r.integration_id
    where r.id = ${run.runId} and n.state = 'queued' order by n.id limit 1`.execute(tx);
  await addRunJobsIn(tx, next, 0);
}

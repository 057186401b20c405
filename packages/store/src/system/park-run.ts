import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { addRunJobsIn, type RunJob } from "./jobs.ts";

/** A run whose worker was lost this often without its having come further is given up. */
const MOST_CRASHES = 3;
/** Room between runs that were lost together twice: the third time each is to show by itself whether it is to blame. */
const ROOM_SECONDS = 25;
const PLACES = 5;

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
async function park(tx: Tx, { runId, orgId }: TakenRun, now: Date): Promise<void> {
  await sql`delete from staging where run_id = ${runId}`.execute(tx);
  const { rows } = await sql<{ integrationId: number }>`
    update runs set state = 'failed', ended_at = ${now}, reason_code = 'parked', reason_kind = 'bug', counts = '{}',
      reason = ${`The worker was lost ${MOST_CRASHES} times at the same place of this run; nothing of it was applied.`},
      fix = 'Find out from the log of the worker and of what supervises it why it died; often it is memory. Sync now tries it again.'
    where id = ${runId} returning integration_id as "integrationId"`.execute(tx);
  const { rows: next } = await sql<RunJob>`
    select id as "runId", org_id as "orgId", token from runs
    where integration_id = ${rows[0]?.integrationId} and state = 'queued' order by id limit 1`.execute(tx);
  await addRunJobsIn(
    tx,
    next.map((job) => ({ ...job, orgId })),
    0,
  );
}

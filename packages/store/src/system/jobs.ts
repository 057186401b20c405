import { sql } from "kysely";
import type { Store } from "../open-store.ts";

/** A run that a worker should pick up. */
export interface RunJob {
  runId: number;
  orgId: number;
  token: number;
}

/** Sync now, scheduled runs, continuations: the smaller goes first. */
export type JobPriority = 0 | 10 | 20;

/** The task that runs a run. */
export const RUN_TASK = "run";

/**
 * Queues jobs, all in one statement. A job carries ids only. Its key holds the token: a run that has moved on
 * gets a new job, and the old one finds out that it is stale. Attempts are many because one counts as spent as
 * soon as it is fetched, and a killed worker must not use up the last (measured).
 */
export async function addRunJobs(
  store: Store,
  jobs: readonly RunJob[],
  priority: JobPriority,
): Promise<void> {
  if (jobs.length === 0) return;
  const specs = jobs.map(({ runId, orgId, token }) => ({
    identifier: RUN_TASK,
    payload: { run: runId, org: orgId, token },
    job_key: `run:${runId}:${token}`,
    job_key_preserve_run_at: false,
    max_attempts: 25,
    priority,
  }));
  await sql`
    select count(*) from graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec, spec)
      from json_array_elements(${JSON.stringify(specs)}::json) spec))`.execute(store.system);
}

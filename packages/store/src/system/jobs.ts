import { type Kysely, sql } from "kysely";
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
 * Attempts are many because one counts as spent as soon as it is fetched, and a killed worker must not use up the
 * last (measured).
 */
const ATTEMPTS = 25;

/** Rounds of adding; the second finds what the first raced for, unless a worker is quicker again. */
const ROUNDS = 5;

/**
 * Queues jobs, all in one statement, in this order, to begin in `delaySeconds` or at once. A job carries ids only.
 * Its key holds the token: a run that has moved on gets a new job, and the old one finds out that it is stale. Its
 * flag names the vendor, so that it is not fetched while the operator has paused that one.
 */
export async function addRunJobs(
  store: Store,
  jobs: readonly RunJob[],
  priority: JobPriority,
  delaySeconds = 0,
): Promise<void> {
  await addRunJobsIn(store.system, jobs, priority, delaySeconds);
}

/** The same within a transaction of the system's: the jobs are there when what they are for is. */
export async function addRunJobsIn(
  db: Kysely<unknown>,
  jobs: readonly RunJob[],
  priority: JobPriority,
  delaySeconds = 0,
): Promise<void> {
  let missing = jobs;
  for (let round = 1; missing.length > 0 && round <= ROUNDS; round += 1) {
    const added = await add(db, missing, priority, delaySeconds);
    // add_jobs leaves out a job of the same key that a worker fetched while it ran (graphile/worker issue 580);
    // asked again, it makes a new one. That worker may have found already that the run has to wait.
    missing = missing.filter((job) => !added.has(keyOf(job)));
  }
}

async function add(
  db: Kysely<unknown>,
  jobs: readonly RunJob[],
  priority: JobPriority,
  delaySeconds: number,
): Promise<Set<string>> {
  const specs = jobs.map((job, place) => ({
    run: job.runId,
    org: job.orgId,
    token: job.token,
    key: keyOf(job),
    ahead: jobs.length - place,
  }));
  // A microsecond apart: add_jobs joins in any order, and they are to be fetched in the one they came in.
  const { rows } = await sql<{ key: string }>`
    select added.key from graphile_worker.add_jobs(array(
      select (${RUN_TASK}::text, json_build_object('run', spec.run, 'org', spec.org, 'token', spec.token), null,
        now() + make_interval(secs => ${delaySeconds}) - spec.ahead * interval '1 microsecond',
        ${ATTEMPTS}::smallint, spec.key, ${priority}::smallint, array_remove(array['vendor:' || i.connector], null))::graphile_worker.job_spec
      from jsonb_to_recordset(${JSON.stringify(specs)}::jsonb)
        as spec(run bigint, org integer, token integer, key text, ahead integer)
      left join runs r on r.id = spec.run left join integrations i on i.id = r.integration_id)) added`.execute(
    db,
  );
  return new Set(rows.map((row) => row.key));
}

function keyOf({ runId, token }: RunJob): string {
  return `run:${runId}:${token}`;
}

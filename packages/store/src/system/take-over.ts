import { sql } from "kysely";
import type { Store } from "../open-store.ts";
import { endBackends } from "./end-backends.ts";
import { addRunJobs, type RunJob } from "./jobs.ts";
import { goOnOrPark, type TakenRun } from "./park-run.ts";

interface ExpiredLease {
  runId: number;
  token: number;
  worker: string;
}

/** Three beats: a worker whose run was interrupted, and that lives, is not the run's victim. */
const ALIVE_SECONDS = 45;

/**
 * Takes runs from workers that have stopped renewing their lease, and queues them again, or parks one that has taken
 * its worker down too often. Gives the runs that were taken. May run in any number of workers at once. `now`: of the
 * business clock.
 */
export async function takeOverExpired(store: Store, now: Date): Promise<number[]> {
  // Without a lock: the worker may be frozen between its last statement and the commit, and hold the row.
  const { rows } = await sql<ExpiredLease>`
    select run_id as "runId", token, worker from leases
    where lease_until < clock_timestamp() order by run_id limit 500`.execute(store.system);
  const taken: number[] = [];
  for (const lease of rows) if (await takeOver(store, lease, now)) taken.push(lease.runId);
  return taken;
}

/**
 * First ends the old worker's backends, because no timeout ends a COPY whose client is frozen, and then raises the
 * token, so that whatever the worker still sends is refused. A worker that comes back to life in between and
 * renews its lease loses the run all the same: its transaction has just been cut, and with a fresh lease nobody
 * would go on for a minute. The run's row is locked before the lease, as by everybody who writes both.
 */
async function takeOver(store: Store, lease: ExpiredLease, now: Date): Promise<boolean> {
  const { runId, token } = lease;
  const { rows: still } = await sql`
    select from leases
    where run_id = ${runId} and token = ${token} and lease_until < clock_timestamp()`.execute(store.system);
  if (still.length === 0) return false;
  await endBackends(store.system, lease);
  return store.system.transaction().execute(async (tx) => {
    const { rows: locked } = await sql`select from runs where id = ${runId} for update skip locked`.execute(
      tx,
    );
    if (locked.length === 0) return false;
    await sql`delete from leases where run_id = ${runId} and token = ${token}`.execute(tx);
    const { rows } = await sql<TakenRun>`
      update runs set token = token + 1, crashes = crashes + case when exists (
          select from workers where id = ${lease.worker}
            and seen_at > clock_timestamp() - make_interval(secs => ${ALIVE_SECONDS})) then 0 else 1 end
      where id = ${runId} and token = ${token} and ended_at is null
      returning id as "runId", org_id as "orgId", token, crashes`.execute(tx);
    for (const run of rows) await goOnOrPark(tx, run, now);
    return rows.length > 0;
  });
}

/**
 * Queues runs again that no worker has and no job is left for: their worker died between two statements. A run
 * with a job that waits for its turn keeps it as it is, priority and place included. Gives how many there were.
 */
export async function requeueForgotten(store: Store): Promise<number> {
  const { rows } = await sql<RunJob>`
    with open as (
      select id, org_id, token from runs where state in ('reading', 'planning', 'applying')
      union all
      select q.id, q.org_id, q.token from runs q where q.state = 'queued' and not exists (
        select from runs u where u.integration_id = q.integration_id
          and u.state in ('reading', 'planning', 'applying'))
    )
    select r.id as "runId", r.org_id as "orgId", r.token from open r
    where not exists (select from leases l where l.run_id = r.id)
      and not exists (
        select from graphile_worker.jobs j where j.key = 'run:' || r.id || ':' || r.token
          and j.locked_at is null and j.attempts < j.max_attempts)
    order by r.id limit 500`.execute(store.system);
  await addRunJobs(store, rows, 20);
  return rows.length;
}

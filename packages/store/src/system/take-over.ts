import { sql } from "kysely";
import type { Store } from "../open-store.ts";
import { addRunJobs, type RunJob } from "./jobs.ts";

/**
 * Takes runs from workers that have stopped renewing their lease, and queues them again. First the old worker's
 * backends are ended by their name, because no timeout ends a COPY whose client is frozen; then the token is
 * raised, so that whatever it still sends is refused. Gives the runs that were taken.
 */
export async function takeOverExpired(store: Store): Promise<number[]> {
  const taken = await store.system.transaction().execute(async (tx) => {
    const { rows: expired } = await sql<{ runId: number; token: number }>`
      select run_id as "runId", token from leases
      where lease_until < clock_timestamp() order by run_id for update skip locked`.execute(tx);
    const jobs: RunJob[] = [];
    for (const { runId, token } of expired) {
      await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = ${`muster:${runId}:${token}`} and pid <> pg_backend_pid()`.execute(tx);
      await sql`delete from leases where run_id = ${runId}`.execute(tx);
      const { rows } = await sql<RunJob>`
        update runs set token = token + 1 where id = ${runId} and ended_at is null
        returning id as "runId", org_id as "orgId", token`.execute(tx);
      jobs.push(...rows);
    }
    return jobs;
  });
  await addRunJobs(store, taken, 20);
  return taken.map((job) => job.runId);
}

/** Runs that no worker has and no job may be left for: their worker died between two statements. */
export async function requeueForgotten(store: Store): Promise<void> {
  const { rows } = await sql<RunJob>`
    select r.id as "runId", r.org_id as "orgId", r.token from runs r
    where r.ended_at is null and not exists (select from leases l where l.run_id = r.id)
      and (r.state <> 'queued' or not exists (
        select from runs u where u.integration_id = r.integration_id and u.id <> r.id
          and u.state in ('reading', 'planning', 'applying')))
    order by r.id limit 500`.execute(store.system);
  await addRunJobs(store, rows, 20);
}

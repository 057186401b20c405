import { sql } from "kysely";
import type { Store } from "../open-store.ts";

/** A worker that has not been seen for this long is dead. */
export const DEAD_AFTER_SECONDS = 60;

/** Says that a worker is alive, and how many runs it carries out at once. */
export async function seeWorker(store: Store, id: string, concurrency = 4): Promise<void> {
  await sql`
    insert into workers (id, concurrency) values (${id}, ${concurrency})
    on conflict (id) do update set seen_at = clock_timestamp()`.execute(store.system);
}

/** A worker that ends in good order takes itself off the list. */
export async function forgetWorker(store: Store, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`.execute(store.system);
}

/** The workers seen of late, by the database's clock. */
export async function liveWorkers(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from workers
    where seen_at > clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS}) order by id`.execute(
    store.system,
  );
  return rows.map((row) => row.id);
}

/**
 * Forgets workers that died, and gives back the jobs that they, or workers nobody ever saw, have locked:
 * graphile-worker itself waits four hours. A job whose attempts are used up is dropped: what it was for is in
 * `runs`. Gives the workers that died.
 */
export async function sweepDeadWorkers(store: Store): Promise<string[]> {
  const { rows: dead } = await sql<{ id: string }>`
    delete from workers where seen_at < clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS})
    returning id`.execute(store.system);
  await sql`
    select graphile_worker.force_unlock_workers(array(
      select distinct j.locked_by from graphile_worker.jobs j
      where j.locked_at < clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS})
        and not exists (select from workers w where w.id = j.locked_by)))`.execute(store.system);
  await sql`
    select count(*) from graphile_worker.complete_jobs(array(
      select id from graphile_worker.jobs where locked_at is null and attempts >= max_attempts))`.execute(
    store.system,
  );
  return dead.map((row) => row.id);
}

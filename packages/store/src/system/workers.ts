import { sql } from "kysely";
import type { Store } from "../open-store.ts";

/** A worker that has not been seen for this long is dead. */
const DEAD_AFTER_SECONDS = 60;

export async function seeWorker(store: Store, id: string): Promise<void> {
  await sql`
    insert into workers (id) values (${id})
    on conflict (id) do update set seen_at = clock_timestamp()`.execute(store.system);
}

export async function forgetWorker(store: Store, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`.execute(store.system);
}

export async function liveWorkers(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from workers
    where seen_at > clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS}) order by id`.execute(
    store.system,
  );
  return rows.map((row) => row.id);
}

/** Forgets workers that died, and gives back the jobs they had locked: graphile-worker itself waits four hours. */
export async function sweepDeadWorkers(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    delete from workers where seen_at < clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS})
    returning id`.execute(store.system);
  const dead = rows.map((row) => row.id);
  if (dead.length > 0) {
    await sql`select graphile_worker.force_unlock_workers(${dead}::text[])`.execute(store.system);
  }
  return dead;
}

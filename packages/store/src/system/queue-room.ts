import { sql } from "kysely";
import type { Store } from "../open-store.ts";
import { RUN_TASK } from "./jobs.ts";
import { DEAD_AFTER_SECONDS } from "./workers.ts";

/** Runs that wait in the queue, for each that the live workers can carry out at once. */
const WAITING_FOR_ONE = 4;
/** Of a worker that nobody has heard of yet: somebody is asking, so there is one. */
const LEAST_AT_ONCE = 4;

/** How many runs the schedule may add now. */
export interface QueueRoom {
  room: number;
  /** Less than half of what the queue may hold is left in it, and some integration is due. */
  thin: boolean;
}

/**
 * How much the queue may be filled up. It is kept short: what is due stays in `integrations`, where Sync now, a change
 * of frequency or a pause still finds it, and the longest due goes first whenever there is room.
 */
export async function readQueueRoom(store: Store, now: Date): Promise<QueueRoom> {
  const { rows } = await sql<{ capacity: number; waiting: number; due: boolean }>`
    with live as (
      select ${WAITING_FOR_ONE} * greatest(coalesce(sum(concurrency), 0), ${LEAST_AT_ONCE}) as capacity from workers
      where seen_at > clock_timestamp() - make_interval(secs => ${DEAD_AFTER_SECONDS})
    )
    select live.capacity::integer as capacity,
      (select count(*) from (
        select from graphile_worker.jobs j
        where j.task_identifier = ${RUN_TASK} and j.locked_at is null and j.run_at <= now()
          and not exists (
            select from vendor_pauses p where p.ended_at is null and j.flags ? ('vendor:' || p.connector))
        limit live.capacity) waiting)::integer as waiting,
      exists (
        select from integrations i where i.enabled and i.next_run_at <= ${now} and i.deleted_at is null
          and not exists (select from vendor_pauses p where p.ended_at is null and p.connector = i.connector)) as due
    from live`.execute(store.system);
  const { capacity = 0, waiting = 0, due = false } = rows[0] ?? {};
  return { room: Math.max(0, capacity - waiting), thin: due && waiting * 2 < capacity };
}

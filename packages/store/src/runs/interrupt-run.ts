import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { type Lease, releaseLease } from "./lease.ts";

/**
 * Notes that the work of a run broke off while its worker lives on, and gives its lease back unless that has happened
 * more than `most` times. Gives how often, since the run last came further; undefined where it is no longer ours.
 */
export async function interruptRun(tx: Tx, lease: Lease, most: number): Promise<number | undefined> {
  const { rows } = await sql<{ interruptions: number }>`
    update runs r set interruptions = interruptions + 1
    where r.id = ${lease.runId} and r.ended_at is null and exists (
      select from leases l where l.run_id = r.id and l.token = ${lease.token})
    returning interruptions`.execute(tx);
  const times = rows[0]?.interruptions;
  if (times !== undefined && times <= most) await releaseLease(tx, lease);
  return times;
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** Opens a batch at the organization's present number: a plan until it is sealed. */
export async function openBatch(
  tx: Tx,
  input: { orgId: number; runId: number | null; kind: "run" | "person" | "undo"; actor: string; now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into batches (org_id, run_id, kind, actor, base_seq, created_at)
    select id, ${input.runId}, ${input.kind}, ${input.actor}, seq, ${input.now}
    from organizations where id = ${input.orgId}
    returning id`.execute(tx);
  const batch = rows[0];
  if (!batch) throw new RangeError(`no organization ${input.orgId}`);
  return batch.id;
}

/** Drops what an earlier attempt at a run had planned: a plan is made from the present, whole. */
export async function dropPlans(tx: Tx, runId: number): Promise<void> {
  await sql`delete from batches where run_id = ${runId} and seq is null`.execute(tx);
}

/** Whether another batch of the organization was sealed since this plan was made. */
export async function planIsStale(tx: Tx, batchId: number): Promise<boolean> {
  const { rows } = await sql<{ stale: boolean }>`
    select o.seq <> b.base_seq as stale from batches b join organizations o on o.id = b.org_id
    where b.id = ${batchId}`.execute(tx);
  return rows[0]?.stale ?? true;
}

/** Empties a plan for another draft from the present state. */
export async function restartPlan(tx: Tx, batchId: number): Promise<void> {
  await sql`delete from changes where batch_id = ${batchId}`.execute(tx);
  await sql`
    update batches b set base_seq = o.seq from organizations o
    where b.id = ${batchId} and o.id = b.org_id`.execute(tx);
}

/**
 * Gives the batch the organization's next number. Under the organization's row lock, held until commit: numbers
 * become visible in their order, so a consumer that remembers the last one misses nothing. A batch without rows
 * is dropped instead. Gives the number, or null.
 */
export async function sealBatch(tx: Tx, batchId: number, now: Date): Promise<number | null> {
  const { rows: some } = await sql`select from changes where batch_id = ${batchId} limit 1`.execute(tx);
  if (some.length === 0) {
    await sql`delete from batches where id = ${batchId}`.execute(tx);
    return null;
  }
  const { rows } = await sql<{ seq: number }>`
    with next as (
      update organizations o set seq = o.seq + 1 from batches b
      where b.id = ${batchId} and o.id = b.org_id returning o.seq
    )
    update batches set seq = next.seq, sealed_at = ${now} from next where id = ${batchId}
    returning batches.seq`.execute(tx);
  return rows[0]?.seq ?? null;
}

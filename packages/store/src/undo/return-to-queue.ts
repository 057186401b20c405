import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { UndoDraft } from "./draft-undo.ts";

/**
 * Whom the run had advanced because a seat was free waits for one again. Where one is free still they wait for an
 * invitation instead: the next run would only give it to them once more.
 */
export async function returnToQueue(tx: Tx, { runId, batchId }: UndoDraft): Promise<void> {
  const { rows } = await sql<{ ord: number }>`
    select u.ord from changes u
    where u.batch_id = ${batchId} and u.action = 'advance' and u.status = 'staged' and exists (
      select from batches b join changes c on c.batch_id = b.id
      where b.run_id = ${runId} and b.kind <> 'undo' and b.seq is not null and c.member_id = u.member_id
        and c.action = 'advance' and c.reason = 'seatFree')`.execute(tx);
  if (rows.length === 0) return;
  await sql`
    update changes set no_seat = true
    where batch_id = ${batchId} and ord = any (${rows.map(({ ord }) => ord)}::bigint[])
      and (select o.seats from organizations o where o.id = changes.org_id) <= (
        select count(*) from members m
        left join changes c on c.batch_id = ${batchId} and c.member_id = m.id and c.status is not null
        where coalesce(c.status, m.status) in ('invited', 'active'))`.execute(tx);
}

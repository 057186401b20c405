import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { policyStatus } from "../people/policy-status.ts";

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/** Of a change row `c`: whether it writes its member's status. */
const WRITES = sql`(c.status is not null
  and c.action in ('create', 'advance', 'deactivate', 'reactivate', 'update', 'link'))`;

/**
 * Shares the organization's seats in a batch that is about to be applied: what its leavers give up first, then the
 * oldest first, whoever waits already before whoever joins. Whoever gets none stays staged and waits for one. Gives how
 * many members it advanced besides the rows of the plan; null where the organization counts no seats.
 */
export async function giveSeats(
  tx: Tx,
  { orgId, batchId }: { orgId: number; batchId: number },
): Promise<number | null> {
  const { rows } = await sql<{ seats: number | null }>`
    select seats from organizations where id = ${orgId}`.execute(tx);
  const seats = rows[0]?.seats ?? null;
  if (seats === null) return null;
  const free = seats - (await takenSeats(tx, batchId));
  await denySeats(tx, batchId, free);
  await advanceRows(tx, batchId, free);
  return advanceOthers(tx, batchId, free);
}

/** Seats of whoever has one before the batch and keeps it. */
async function takenSeats(tx: Tx, batchId: number): Promise<number> {
  const { rows } = await sql<{ taken: number }>`
    select (select count(*) from members where status in ('invited', 'active'))
      - (select count(*) from changes c join members m on m.id = c.member_id
          where c.batch_id = ${batchId} and ${WRITES} and m.status in ('invited', 'active')
            and c.status not in ('invited', 'active')) as taken`.execute(tx);
  return rows[0]?.taken ?? 0;
}

/**
 * Everybody who wants a seat by this batch, in the order of their turn. `ord` is their row of the plan, where they
 * have one; `waited`: they were promised one before, so that a row which says nothing of their status may bring it.
 */
function queue(batchId: number): RawBuilder<unknown> {
  const waits = sql`(m.status = 'staged' and 'seat' = any (m.waits))`;
  return sql`(
    select ord, member_id, waited, wanted, row_number() over (
      order by created_at nulls last, turn nulls last, start_date nulls last, external_id, member_id) as place
    from (
      select c.ord, c.member_id, m.created_at, m.id as turn, c.start_date, c.external_id,
        c.status = 'staged' as waited,
        case when c.status = 'staged' then ${policyStatus("m.id")} else c.status end as wanted
      from changes c left join members m on m.id = c.member_id and c.action <> 'create'
      where c.batch_id = ${batchId} and ${WRITES} and (
        (c.status in ('invited', 'active') and (m.id is null or m.status not in ('invited', 'active')))
        or (c.status = 'staged' and c.action in ('update', 'link') and ${waits}))
      union all
      select null, m.id, m.created_at, m.id, m.start_date, null, true, ${policyStatus("m.id")}
      from members m
      where ${waits} and not exists (
        select from changes c where c.batch_id = ${batchId} and c.member_id = m.id and ${WRITES})
    ) candidates where wanted in ('invited', 'active'))`;
}

async function denySeats(tx: Tx, batchId: number, free: number): Promise<void> {
  await sql`
    update changes c set status = 'staged', no_seat = true,
      before = case when c.before ->> 'status' = 'staged' then c.before - 'status' else c.before end
    from ${queue(batchId)} q
    where c.batch_id = ${batchId} and c.ord = q.ord and q.place > ${free} and not q.waited`.execute(tx);
}

/** Rows that only update somebody whose turn has come. Those that were denied by now want nothing any more. */
async function advanceRows(tx: Tx, batchId: number, free: number): Promise<void> {
  await sql`
    update changes c set action = 'advance', status = q.wanted, reason = 'seatFree',
      before = coalesce(c.before, '{}') || jsonb_build_object('status', 'staged')
    from ${queue(batchId)} q
    where c.batch_id = ${batchId} and c.ord = q.ord and q.place <= ${free} and q.waited`.execute(tx);
}

async function advanceOthers(tx: Tx, batchId: number, free: number): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, ${changeColumns},
      before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId}) + row_number() over (order by q.place),
      m.org_id, m.id, 'advance', m.version, q.wanted, m.role, ${columns},
      jsonb_build_object('status', m.status), 'seatFree'
    from ${queue(batchId)} q join members m on m.id = q.member_id
    where q.ord is null and q.place <= ${free}`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { RETENTION_DAYS } from "./ages.ts";

/** Deletes at most `limit` rows; gives how many. Within a transaction that sees one organization. */
export type Chore = (tx: Tx, limit: number) => Promise<number>;

/** What has to be said before anything goes: how far back the feed reaches from now on. */
export async function markForgotten(tx: Tx, orgId: number, now: Date): Promise<void> {
  await sql`
    update organizations o set forgotten_seq = last.seq, forgotten_ord = last.ord
    from (
      select b.seq, max(c.ord) as ord from batches b join changes c on c.batch_id = b.id
      where b.id = (
        select id from batches where org_id = ${orgId} and sealed_at < ${before(now, RETENTION_DAYS.changes)}
        order by seq desc limit 1)
      group by b.seq
    ) last
    where o.id = ${orgId} and last.seq > o.forgotten_seq`.execute(tx);
}

/** The rows of an organization that have reached their age, in the order in which they can go. */
export function choresOf(orgId: number, now: Date): Record<string, Chore> {
  const forgotten = sql`(select forgotten_seq from organizations where id = ${orgId})`;
  const deadPlans = sql`
    select b.id from batches b left join runs r on r.id = b.run_id
    where b.org_id = ${orgId} and b.seq is null and (r.id is null or r.ended_at is not null)
      and coalesce(r.ended_at, b.created_at) < ${before(now, RETENTION_DAYS.plans)}`;
  const oldBatches = sql`select b.id from batches b where b.org_id = ${orgId} and b.seq <= ${forgotten}`;
  const bare = sql`not exists (select from changes c where c.batch_id = batches.id)`;
  return {
    plans: deleting("changes", sql`batch_id in (${deadPlans})`),
    emptyPlans: deleting("batches", sql`id in (${deadPlans}) and ${bare}`),
    changes: deleting("changes", sql`batch_id in (${oldBatches})`),
    batches: deleting("batches", sql`id in (${oldBatches}) and ${bare}`),
    ...answered(orgId, now),
    runs: deleting("runs", oldRuns(orgId, now)),
    notices: deleting("notices", aged(orgId, "created_at", now, RETENTION_DAYS.notices)),
    audit: deleting("audit", aged(orgId, "at", now, RETENTION_DAYS.audit)),
  };
}

/** A rejection stands until the person is seen employed again, an approval until it is applied: both stay. */
function answered(orgId: number, now: Date): Record<string, Chore> {
  const days = RETENTION_DAYS.answeredHolds;
  const over = sql`state in ('withdrawn', 'applied')`;
  return {
    holds: deleting("holds", sql`${over} and ${aged(orgId, "created_at", now, days)}`),
    fieldHolds: deleting("field_holds", sql`${over} and ${aged(orgId, "since", now, days)}`),
    planHolds: deleting("plan_holds", sql`${over} and ${aged(orgId, "created_at", now, days)}`),
    conflicts: deleting("conflicts", sql`state = 'withdrawn' and ${aged(orgId, "created_at", now, days)}`),
  };
}

/**
 * Not the newest ones of an integration, by which its health and its permissions are judged, nor the one that its
 * baseline is of, nor one that still has changes or questions.
 */
function oldRuns(orgId: number, now: Date): RawBuilder<unknown> {
  const newest = (which: string): RawBuilder<unknown> => sql`
    id < coalesce((select max(n.id) from runs n where n.integration_id = runs.integration_id and ${sql.raw(which)}), 0)`;
  return sql`
    org_id = ${orgId} and ended_at < ${before(now, RETENTION_DAYS.runs)}
    and ${newest("n.state in ('succeeded', 'held', 'failed') and not n.dry_run")}
    and ${newest("n.mode = 'full' and n.certificate is not null")}
    and not exists (select from integrations i where i.last_applied_run = runs.id)
    and not exists (select from batches b where b.run_id = runs.id)
    and not exists (select from holds h where h.run_id = runs.id)
    and not exists (select from holds h where h.last_run_id = runs.id)
    and not exists (select from plan_holds p where p.run_id = runs.id or p.last_run_id = runs.id)
    and not exists (select from field_holds f where f.run_id = runs.id or f.last_run_id = runs.id)`;
}

function aged(orgId: number, column: string, now: Date, days: number): RawBuilder<unknown> {
  return sql`org_id = ${orgId} and ${sql.ref(column)} < ${before(now, days)}`;
}

/** A Date of JavaScript's knows no months; days are all that is asked for here. */
export function before(now: Date, days: number): Date {
  return new Date(now.getTime() - days * 86_400_000);
}

/** By the rows' places, because a delete has no limit of its own. */
export function deleting(table: string, which: RawBuilder<unknown>): Chore {
  return async (tx, limit) => {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)} where ctid = any(array(
        select ctid from ${sql.table(table)} where ${which} limit ${limit}))`.execute(tx);
    return Number(numAffectedRows ?? 0n);
  };
}

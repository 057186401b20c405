import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Store } from "../open-store.ts";
import type { QuestionTable } from "../people/second-admin.ts";

/** After so many days somebody is told that something waits; the last one is the last. */
const DAYS = [1, 3, 7] as const;
const LAST = 7;

const KINDS: readonly [QuestionTable, kind: string, since: string][] = [
  ["holds", "holdWaits", "created_at"],
  ["field_holds", "fieldHoldWaits", "since"],
  ["plan_holds", "planHoldWaits", "created_at"],
];

/**
 * Gives a notice of whatever has waited for a person for 1, 3 or 7 days and is not snoozed, in all organizations. Where
 * several have fallen due meanwhile it is the latest alone. Gives how many.
 */
export async function noticeWaiting(store: Store, now: Date): Promise<number> {
  return store.system.transaction().execute(async (tx) => {
    let given = 0;
    for (const [table, kind, since] of KINDS) given += await noticeOf(tx, { table, kind, since, now });
    return given;
  });
}

async function noticeOf(
  tx: Tx,
  { table, kind, since, now }: { table: QuestionTable; kind: string; since: string; now: Date },
): Promise<number> {
  const created = sql.ref(`w.${since}`);
  const at = sql`${now}::timestamptz`;
  const { numAffectedRows } = await sql`
    with due as (
      select w.id, w.org_id, d.days, ${created} as since, o.time_zone as zone
      from ${sql.table(table)} w join organizations o on o.id = w.org_id
      cross join lateral (select max(d) as days from unnest(${[...DAYS]}::smallint[]) d
        where ${created} <= ${at} - make_interval(days => d)) d
      where w.state = 'open' and w.noticed < ${sql.lit(LAST)} and ${created} <= ${at} - interval '1 day'
        and d.days > w.noticed and (w.snoozed_until is null or w.snoozed_until <= (${at} at time zone o.time_zone)::date)
    ), told as (
      update ${sql.table(table)} w set noticed = due.days from due where w.id = due.id
    )
    insert into notices (org_id, kind, subject, due, days, created_at)
    select org_id, ${kind}, ${`${kind}:`} || id, ((since + make_interval(days => days)) at time zone zone)::date, days,
      ${now}
    from due
    on conflict (subject, days) do nothing`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What of a run waits for a person, and for how long it has. */
export interface WaitingRun {
  runId: number;
  people: number;
  fields: number;
  /** Rules that hold the whole plan. */
  plans: number;
  since: Date;
  /** Days after which the last notice was given; 0: none yet. */
  noticed: number;
  /** Where everything of it is snoozed: until when at the earliest, YYYY-MM-DD, and why. */
  snoozedUntil: string | null;
  snoozeReason: string | null;
}

/** The runs of which something waits, the oldest question first. */
export async function listWaiting(tx: Tx): Promise<WaitingRun[]> {
  const part = (table: string, since: string, kind: string) =>
    sql.raw(
      `select last_run_id, '${kind}' as kind, ${since} as since, noticed, snoozed_until, snooze_reason
     from ${table} where state = 'open'`,
    );
  const { rows } = await sql<WaitingRun>`
    select last_run_id as "runId", count(*) filter (where kind = 'person') as people,
      count(*) filter (where kind = 'field') as fields, count(*) filter (where kind = 'plan') as plans,
      min(since) as since, max(noticed) as noticed,
      case when bool_and(snoozed_until is not null) then min(snoozed_until) end as "snoozedUntil",
      case when bool_and(snoozed_until is not null) then min(snooze_reason) end as "snoozeReason"
    from (${part("holds", "created_at", "person")} union all ${part("field_holds", "since", "field")}
      union all ${part("plan_holds", "created_at", "plan")}) w
    group by last_run_id order by min(since), last_run_id`.execute(tx);
  return rows;
}

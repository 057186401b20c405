import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

/** What a plan does to how many people, by action; `unchanged` are those it leaves alone. */
export type PlanCounts = Record<
  | "people"
  | "create"
  | "link"
  | "advance"
  | "update"
  | "deactivate"
  | "reactivate"
  | "conflict"
  | "skip"
  | "reject"
  | "suspect"
  | "unchanged",
  number
>;

/** Counts a plan. Standing skips, rejects and conflicts that it does not repeat are counted with it. */
export async function countPlan(
  tx: Tx,
  input: { batchId: number; runId: number; integrationId: number },
): Promise<PlanCounts> {
  const counts: PlanCounts = {
    people: 0,
    create: 0,
    link: 0,
    advance: 0,
    update: 0,
    deactivate: 0,
    reactivate: 0,
    conflict: 0,
    skip: 0,
    reject: 0,
    suspect: 0,
    unchanged: 0,
  };
  const { rows } = await withHashJoins(tx, () =>
    sql<{ action: keyof PlanCounts; rows: number }>`
    select case when action = 'update' and reason = 'absent' then 'suspect'
      when reason = 'unchanged' then 'unchanged' else action end as action, count(*) as rows
    from changes where batch_id = ${input.batchId} and external_id is not null group by 1
    union all
    select i.decision, count(*) from identities i
      join staging s on s.run_id = ${input.runId} and s.external_id = i.external_id and s.kind <> 'gone'
    where i.integration_id = ${input.integrationId} and i.decision in ('skip', 'reject', 'conflict')
      and not exists (select from changes c where c.batch_id = ${input.batchId} and c.external_id = i.external_id)
    group by 1
    union all
    select 'people', count(*) from staging where run_id = ${input.runId} and kind <> 'gone'`.execute(tx),
  );
  for (const { action, rows: people } of rows) counts[action] += people;
  const { people, create, link, advance, update, deactivate, reactivate, conflict, skip, reject } = counts;
  counts.unchanged = Math.max(
    0,
    people - create - link - advance - update - deactivate - reactivate - conflict - skip - reject,
  );
  return counts;
}

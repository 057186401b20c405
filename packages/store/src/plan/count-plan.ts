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
    select 'people', staged_rows from runs where id = ${input.runId}`.execute(tx),
  );
  for (const { action, rows: people } of [...rows, ...(await countStanding(tx, input))]) {
    counts[action] += people;
  }
  const { people, create, link, advance, update, deactivate, reactivate, conflict, skip, reject } = counts;
  counts.unchanged = Math.max(
    0,
    people - create - link - advance - update - deactivate - reactivate - conflict - skip - reject,
  );
  return counts;
}

/** Standing skips, rejects and conflicts of people who were read and of whom the plan says nothing new. */
async function countStanding(
  tx: Tx,
  { batchId, runId, integrationId }: { batchId: number; runId: number; integrationId: number },
): Promise<{ action: keyof PlanCounts; rows: number }[]> {
  // First whether there are any: for nobody the join would read all that was staged.
  const { rows: some } = await sql`
    select from identities where integration_id = ${integrationId} and decision is not null limit 1`.execute(
    tx,
  );
  if (some.length === 0) return [];
  const { rows } = await withHashJoins(tx, () =>
    sql<{ action: keyof PlanCounts; rows: number }>`
    select i.decision as action, count(*) as rows from identities i
      join staging s on s.run_id = ${runId} and s.external_id = i.external_id and s.kind <> 'gone'
    where i.integration_id = ${integrationId} and i.decision in ('skip', 'reject', 'conflict')
      and not exists (select from changes c where c.batch_id = ${batchId} and c.external_id = i.external_id)
    group by 1`.execute(tx),
  );
  return rows;
}

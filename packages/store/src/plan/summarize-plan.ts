import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

/** The plan's numbers that the gate judges. */
export interface PlanNumbers {
  base: number;
  terminations: number;
  absences: number;
  /** Of the absences, those that would deactivate in this run. */
  absencesDue: number;
}

/**
 * Counts leavers and absent people, those with a standing hold included: they are in the plan until a person
 * decides. Rejected ones are not, because the decision stands until the person is seen employed again.
 */
export async function summarizePlan(
  tx: Tx,
  input: { batchId: number; integrationId: number },
): Promise<PlanNumbers> {
  const { rows } = await withHashJoins(tx, () =>
    sql<PlanNumbers>`
    select
      -- A claim on somebody whom a person deactivated is no part of the base.
      (select count(*) from identities i
        where i.integration_id = ${input.integrationId} and i.claim in ('employed', 'suspect'))
      - (select count(distinct i.external_id) from deactivations d join identities i on i.member_id = d.member_id
        where d.closed_at is null and i.integration_id = ${input.integrationId}
          and i.claim in ('employed', 'suspect')) as base,
      -- Two records of one person may both wait for a decision: one leaver.
      count(distinct c.member_id) filter (where c.cause = 'termination') as terminations,
      count(*) filter (where c.reason in ('absent', 'stillSuspect') or c.cause = 'absence') as absences,
      count(*) filter (where c.cause = 'absence') as "absencesDue"
    from changes c
    where c.batch_id = ${input.batchId}
      and (c.cause is not null or c.reason in ('absent', 'stillSuspect'))
      and not exists (
        select from holds h where h.integration_id = ${input.integrationId}
          and h.external_id = c.external_id and h.state = 'rejected')`.execute(tx),
  );
  return rows[0] ?? { base: 0, terminations: 0, absences: 0, absencesDue: 0 };
}

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { PlanInput } from "./judgement.ts";

export type LateInput = Pick<PlanInput, "orgId" | "integrationId" | "batchId" | "runId">;

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Of members, each once, whose claim here ended earlier, so that nothing of them is news by itself: the record that
 * takes them out, the one whose row writes the member where the draft has rows of them. Without whoever is still
 * claimed, and without whom the draft moves otherwise: they wait for the next run. `members` gives their `member_id`.
 */
export function lateLeavers(
  { integrationId, batchId, runId }: LateInput,
  members: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`(
    select distinct on (o.member_id) o.member_id, i.external_id, i.person_id, i.employment, r.ord,
      case when i.employment = 'terminated' then 'termination'
        when exists (select from staging s
            where s.run_id = ${runId} and s.external_id = i.external_id and s.outside)
          or 'outOfScope' = (select d.cause from deactivations d where d.member_id = o.member_id
            and d.cause in ('termination', 'absence', 'outOfScope') order by d.id desc limit 1)
        then 'outOfScope' else 'absence' end as cause
    from (${members}) o
    join identities i on i.member_id = o.member_id and i.integration_id = ${integrationId} and i.claim = 'left'
    left join changes r on r.batch_id = ${batchId} and r.external_id = i.external_id
    where not exists (select from identities l where l.member_id = o.member_id and l.claim in ('employed', 'suspect'))
      and not exists (select from changes x where x.batch_id = ${batchId} and x.member_id = o.member_id
        and not (x.action = 'skip' or (x.action = 'update' and x.claim = 'left')))
    order by o.member_id, r.status is null, r.ord is not null, i.external_id)`;
}

/** Adds them to a draft, by a row that it has of the record or by a new one. */
export async function draftLate(
  tx: Tx,
  input: LateInput,
  leavers: RawBuilder<unknown>,
  reason: string,
): Promise<void> {
  const { orgId, integrationId, batchId } = input;
  await sql`
    update changes c set action = 'deactivate', status = 'deactivated', claim = 'left', cause = l.cause,
      before = coalesce(c.before, '{}') || jsonb_build_object('status', m.status), reason = ${reason}
    from ${leavers} l join members m on m.id = l.member_id and m.status <> 'deactivated'
    where c.batch_id = ${batchId} and c.ord = l.ord`.execute(tx);
  await sql`
    insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, member_id, action,
      member_version, claim, employment, status, role, cause, ${changeColumns}, before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId}) + row_number() over (order by m.id),
      ${orgId}, ${integrationId}, l.external_id, l.person_id, m.id, 'deactivate', m.version, 'left', l.employment,
      'deactivated', m.role, l.cause, ${columns}, jsonb_build_object('status', m.status), ${reason}
    from ${leavers} l join members m on m.id = l.member_id and m.status <> 'deactivated'
    where l.ord is null`.execute(tx);
}

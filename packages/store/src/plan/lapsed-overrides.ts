import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { PlanInput } from "./judgement.ts";

type LapseInput = Pick<PlanInput, "orgId" | "integrationId" | "batchId"> & {
  /** The day by which the run judges. */
  asOf: string;
};

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Adds to a draft the leavers whom a person had kept until a day that has passed: their claim has stood at `left`
 * since, so that nothing of them is news by itself. Whoever the draft moves otherwise waits for the next run.
 */
export async function draftLapsed(tx: Tx, input: LapseInput): Promise<void> {
  await turnRows(tx, input);
  await addRows(tx, input);
}

/** One record of each such member: the one whose row writes the member, where the draft has rows of them. */
function lapsed({ integrationId, batchId, asOf }: LapseInput): RawBuilder<unknown> {
  return sql`(
    select distinct on (o.member_id) o.member_id, i.external_id, i.person_id, i.employment, r.ord,
      case when i.employment = 'terminated' then 'termination' else 'absence' end as cause
    from overrides o
    join identities i on i.member_id = o.member_id and i.integration_id = ${integrationId} and i.claim = 'left'
    left join changes r on r.batch_id = ${batchId} and r.external_id = i.external_id
    where o.ended_at is null and o.until < ${asOf}::date
      and not exists (select from identities l where l.member_id = o.member_id and l.claim in ('employed', 'suspect'))
      and not exists (select from changes x where x.batch_id = ${batchId} and x.member_id = o.member_id
        and not (x.action = 'skip' or (x.action = 'update' and x.claim = 'left')))
    order by o.member_id, r.status is null, r.ord is not null, i.external_id)`;
}

async function turnRows(tx: Tx, input: LapseInput): Promise<void> {
  await sql`
    update changes c set action = 'deactivate', status = 'deactivated', claim = 'left', cause = l.cause,
      before = coalesce(c.before, '{}') || jsonb_build_object('status', m.status), reason = 'overrideEnded'
    from ${lapsed(input)} l join members m on m.id = l.member_id and m.status <> 'deactivated'
    where c.batch_id = ${input.batchId} and c.ord = l.ord`.execute(tx);
}

async function addRows(tx: Tx, input: LapseInput): Promise<void> {
  const { orgId, integrationId, batchId } = input;
  await sql`
    insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, member_id, action,
      member_version, claim, employment, status, role, cause, ${changeColumns}, before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId}) + row_number() over (order by m.id),
      ${orgId}, ${integrationId}, l.external_id, l.person_id, m.id, 'deactivate', m.version, 'left', l.employment,
      'deactivated', m.role, l.cause, ${columns}, jsonb_build_object('status', m.status), 'overrideEnded'
    from ${lapsed(input)} l join members m on m.id = l.member_id and m.status <> 'deactivated'
    where l.ord is null`.execute(tx);
}

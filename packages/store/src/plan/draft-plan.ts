import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS, type MappedColumn } from "../mapped-columns.ts";

/** What a plan is made from. */
export interface PlanInput {
  orgId: number;
  integrationId: number;
  runId: number;
  batchId: number;
  /** Whether absence from staging counts. */
  certified: boolean;
  /** Suspects of a first look before this instant may become leavers. */
  secondLookBefore: Date;
  /** Whether the by-id look can speak for absent people; without it the second full look decides. */
  canLook: boolean;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/** Of a leaver only the dates are news: many systems blank the rest on the way out. */
const LEAVER_COLUMNS: readonly MappedColumn[] = ["start_date", "end_date"];

/** The stored value where the source did not return one, or where it blanks a leaver. */
function after(column: MappedColumn): string {
  const bit = 1 << MAPPED_COLUMNS.indexOf(column);
  const leaver = "(new_employment = 'terminated' and j.member_id is not null)";
  const kept = LEAVER_COLUMNS.includes(column) ? "not here" : `not here or ${leaver}`;
  return `case when ${kept} or missing & ${bit} <> 0 then m.${column} else s_${column} end`;
}

const afterColumns = sql.raw(MAPPED_COLUMNS.map((column) => `${after(column)} as ${column}`).join(",\n    "));
const stagedColumns = sql.raw(MAPPED_COLUMNS.map((column) => `s.${column} as s_${column}`).join(", "));
const oldColumns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column} as old_${column}`).join(", "));
const differs = sql.raw(
  `(${MAPPED_COLUMNS.join(", ")}) is distinct from (${MAPPED_COLUMNS.map((column) => `old_${column}`).join(", ")})`,
);

/** Keys are derived; history shows what a person would recognise. */
const shown = MAPPED_COLUMNS.filter((column) => !column.endsWith("_key"));

/** The changed fields only, as they were. */
const before: RawBuilder<unknown> = sql.raw(
  [
    ...shown.map((c) => diff(c, c, `old_${c}`)),
    diff("claim", "new_claim", "claim"),
    diff("employment", "new_employment", "employment"),
    diff("status", "new_status", "status"),
  ].join("\n    || "),
);

function diff(name: string, now: string, was: string): string {
  return `case when ${now} is distinct from ${was} then jsonb_build_object('${name}', ${was}) else '{}' end`;
}

/**
 * Compares what was read with what was last applied, in one FULL JOIN, and writes the changes of the batch.
 *
 * Somebody whose fingerprint is the same and for whom nothing is pending leaves the query at the join: no look
 * at the member row, no write. Statistics of a staging table that small runs share mislead a LEFT JOIN into a
 * nested loop; a FULL JOIN stays a hash join (measured).
 *
 * `skip` rows with the reason `unchanged` carry a new fingerprint without any other effect; `stillSuspect` rows
 * exist for the gate's count only and leave the batch before it is sealed.
 */
export async function draftPlan(tx: Tx, input: PlanInput): Promise<void> {
  await sql`
with judged as (
  select
    coalesce(s.external_id, i.external_id) as external_id,
    s.external_id is not null and s.kind <> 'gone' as present,
    s.kind is not distinct from 'read' as here,
    s.kind is not distinct from 'rejected' as rejected,
    s.kind is not distinct from 'gone' as gone,
    s.fingerprint, s.missing, s.issue,
    case when s.kind = 'read' then s.employment else i.employment end as new_employment,
    ${stagedColumns},
    i.external_id is not null as known, i.member_id, i.claim, i.employment, i.suspect_since,
    i.fingerprint as old_fingerprint, i.decision, i.reason as standing
  from (select * from staging where run_id = ${input.runId}) s
  full join (select * from identities where integration_id = ${input.integrationId}) i
    on i.external_id = s.external_id
  where i.external_id is null
    or (s.kind <> 'gone'
        and (s.fingerprint is distinct from i.fingerprint or i.decision is not null or i.claim = 'suspect'
          -- Whoever was missed, or let go by a person's word, comes back with the record they had.
          or (i.claim = 'left' and s.employment in ('active', 'onLeave', 'preStart'))))
    or ((s.kind is null or s.kind = 'gone') and ${input.certified} and i.claim in ('employed', 'suspect'))
), decided as (
  select j.*, m.version as member_version, m.status, m.role, m.waits, ${oldColumns},
    ${afterColumns},
    j.member_id is not null and exists (
      select from identities o
      where o.member_id = j.member_id and o.claim in ('employed', 'suspect')
        and (o.integration_id, o.external_id) <> (${input.integrationId}, j.external_id)
    ) as claimed_elsewhere,
    case
      when rejected then case when j.claim = 'suspect' then 'employed' else j.claim end
      when here and new_employment = 'terminated' then case when j.member_id is not null then 'left' end
      when here and new_employment = 'unknown' then case when j.claim = 'suspect' then 'employed' else j.claim end
      when here then 'employed'
      when j.claim = 'suspect' and suspect_since <= ${input.secondLookBefore} and (gone or not ${input.canLook})
        then 'left'
      else 'suspect'
    end as new_claim
  from judged j
  left join members m on m.id = j.member_id
  -- Here and below, so that the planner leaves each step whole: it would repeat every look for every use of it.
  offset 0
), acted as (
  select d.*,
    case
      when rejected then 'reject'
      when member_id is null and new_employment = 'terminated' then 'skip'
      when member_id is null and new_employment = 'unknown' then 'skip'
      when member_id is null and work_email is null then 'skip'
      when member_id is null then 'create'
      when new_claim = 'left' and claim is distinct from 'left' and status <> 'deactivated' and not claimed_elsewhere
        then 'deactivate'
      when new_claim = 'employed' and claim = 'left' and status = 'deactivated' and not exists (
        select from deactivations x where x.member_id = d.member_id and x.closed_at is null
          and x.cause not in ('termination', 'absence')) then 'reactivate'
      when here and new_employment in ('active', 'onLeave') and 'start' = any (waits) and status <> 'deactivated'
        then 'advance'
      when not here and claim = 'suspect' and new_claim = 'suspect' then 'skip'
      when claim is distinct from new_claim or employment is distinct from new_employment or ${differs} then 'update'
      else 'skip'
    end as action
  from decided d
  offset 0
), reasoned as (
  select a.*,
    case action
      when 'create' then 'staged'
      when 'deactivate' then 'deactivated'
      when 'reactivate' then (
        -- Not before the first day. Whoever was staged may have got a role meanwhile: nothing else would wait.
        select case when new_employment = 'preStart' then 'staged'
          when x.prior_status = 'staged' and role <> 'none' then 'active' else x.prior_status end
        from deactivations x where x.member_id = a.member_id and x.closed_at is null
        order by x.id desc limit 1)
      when 'advance' then case when role = 'none' then status else 'active' end
      else status
    end as new_status,
    case
      when rejected then issue
      when action = 'skip' and member_id is null and new_employment = 'terminated' then 'neverMember'
      when action = 'skip' and member_id is null and new_employment = 'unknown' then 'unknownEmployment'
      when action = 'skip' and member_id is null then 'noEmail'
      when action = 'skip' and not here then 'stillSuspect'
      when action = 'skip' then 'unchanged'
      when action = 'deactivate' and here then 'terminated'
      when action = 'deactivate' then 'absentTwice'
      when action = 'advance' then 'started'
      when new_claim = 'suspect' and claim = 'employed' then 'absent'
      when new_claim = 'left' and claim is distinct from 'left' and claimed_elsewhere then 'claimedElsewhere'
      when claim = 'suspect' and new_claim = 'employed' then 'seenAgain'
      when action = 'reactivate' then 'employedAgain'
      when new_employment = 'unknown' then 'unknownEmployment'
    end as new_reason
  from acted a
  offset 0
)
insert into changes (batch_id, ord, org_id, integration_id, external_id, member_id, action, member_version,
  fingerprint, claim, employment, status, role, cause, ${columns}, before, reason)
select ${input.batchId}, row_number() over (), ${input.orgId}, ${input.integrationId}, external_id,
  case action when 'create' then nextval('member_ids') else member_id end,
  action, member_version, fingerprint,
  -- A claim is on a member; of anybody else the identity only remembers that they were seen.
  case when action = 'create' or member_id is not null then new_claim end, new_employment, new_status,
  case action when 'create' then 'none' else role end,
  case when action = 'deactivate' then case when here then 'termination' else 'absence' end end,
  ${columns},
  case when action in ('update', 'deactivate', 'reactivate', 'advance') then ${before} end,
  new_reason
from reasoned
where not (known and action in ('skip', 'reject') and new_reason is not distinct from standing)
  and not (known and new_reason = 'unchanged' and decision is null and fingerprint is not distinct from old_fingerprint)`.execute(
    tx,
  );
}

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { PlanInput } from "./judgement.ts";

const columns = sql.raw(MAPPED_COLUMNS.join(", "));
const differs = sql.raw(
  `(${MAPPED_COLUMNS.join(", ")}) is distinct from (${MAPPED_COLUMNS.map((column) => `old_${column}`).join(", ")})`,
);

/** Keys are derived; history shows what a person would recognise. */
const shown = MAPPED_COLUMNS.filter((column) => !column.endsWith("_key"));

/** The changed fields only, as they were; of the member only where this row is the one that writes it. */
const before: RawBuilder<unknown> = sql.raw(
  `case when writes then ${[...shown.map((c) => diff(c, c, `old_${c}`)), diff("status", "new_status", "status"), diff("role", "new_role", "role")].join("\n    || ")}
    else '{}' end
    || ${diff("claim", "new_claim", "claim")}
    || ${diff("employment", "new_employment", "employment")}`,
);

function diff(name: string, now: string, was: string): string {
  return `case when ${now} is distinct from ${was} then jsonb_build_object('${name}', ${was}) else '{}' end`;
}

/** Of somebody who was read and whom their record claims no longer. */
const LEFT_BECAUSE = sql`case when new_employment = 'terminated' then 'terminated' else 'outOfScope' end`;

/**
 * Of a record `d` of somebody who is out, by which they have not left: whether it brings them back all the same. One
 * that is new does, and after an undo any, but not by a claim that stood when they were taken out by it.
 */
const ASKED_AGAIN = sql`((joins or exists (select from deactivations u
          where u.member_id = d.member_id and u.cause = 'undo' and u.closed_at is null))
        and not exists (select from declines z
          where z.member_id = d.member_id and z.what = 'return' and z.ended_at is null))`;

/** Of a row `d`: out by sources alone though one claims them, as a question about its record has left them. */
const LEFT_BEHIND = sql`(new_employment in ('active', 'onLeave', 'preStart')
        and not exists (select from deactivations u
          where u.member_id = d.member_id and u.cause = 'undo' and u.closed_at is null)
        and not exists (select from declines z
          where z.member_id = d.member_id and z.what = 'return' and z.ended_at is null))`;

/** Of a reasoned row: whether another record of its member asks for their return, or was told no. */
const RETURN_WAITS = sql`exists (select from holds h where h.member_id = reasoned.member_id
        and h.cause = 'reactivate' and h.state in ('open', 'approved', 'rejected'))`;

/**
 * Decides what becomes of the records of `decided`, a list of common table expressions that ends with one of that
 * name, and writes the changes of the batch. Its rows say of each record what the source claims from now on
 * (`new_claim`), and of its member what the record makes of the fields and whether it `writes` them at all: of
 * several records of one member one does, the others only move their claims and carry no status.
 *
 * `skip` rows with the reason `unchanged` carry a new fingerprint without any other effect; `stillSuspect` rows
 * exist for the gate's count only and leave the batch before it is sealed. Of a record that is missing while another
 * of the same member is there (`absentBeside`) nothing depends: the gate does not count it.
 */
export async function writeDecisions(tx: Tx, input: PlanInput, decided: RawBuilder<unknown>): Promise<void> {
  await sql`
with ${decided}, acted as (
  select d.*,
    case
      when rejected then 'reject'
      when unread then 'skip'
      when member_id is null and new_employment = 'terminated' then 'skip'
      when member_id is null and new_employment = 'unknown' then 'skip'
      when member_id is null and outside then 'skip'
      when member_id is null and work_email is null then 'skip'
      when member_id is null then 'create'
      when not writes and joins then 'link'
      when not writes and (claim is distinct from new_claim or employment is distinct from new_employment)
        then 'update'
      when not writes then 'skip'
      when new_claim = 'left' and claim is distinct from 'left' and status <> 'deactivated' and not claimed_elsewhere
        and not joins then 'deactivate'
      when new_claim = 'employed' and status = 'deactivated' and (claim = 'left' or ${ASKED_AGAIN}
        or ${LEFT_BEHIND}) and not exists (
        select from deactivations x where x.member_id = d.member_id and x.closed_at is null
          and x.cause not in ('termination', 'absence', 'outOfScope', 'undo')) then 'reactivate'
      when here and not outside and new_employment in ('active', 'onLeave') and 'start' = any (waits) and status <> 'deactivated'
        then 'advance'
      when joins then 'link'
      when not here and claim = 'suspect' and new_claim = 'suspect' then 'skip'
      when claim is distinct from new_claim or employment is distinct from new_employment or ${differs} then 'update'
      else 'skip'
    end as action
  from decided d
  offset 0
), given as (
  select a.*,
    case when action = 'create' or (action = 'advance' and role = 'none') then ${input.newMembers.role}
      else role end as new_role
  from acted a
  offset 0
), reasoned as (
  select a.*,
    case action
      when 'create' then case when new_role = 'none' or new_employment = 'preStart' then 'staged'
        else ${input.newMembers.status} end
      when 'deactivate' then 'deactivated'
      when 'reactivate' then (
        -- Not before the first day. Whoever was staged may have got a role meanwhile: nothing else would wait.
        select case when new_employment = 'preStart' then 'staged'
          when x.prior_status = 'staged' and role <> 'none' then ${input.newMembers.status} else x.prior_status end
        from deactivations x where x.member_id = a.member_id and x.closed_at is null
        order by x.id desc limit 1)
      when 'advance' then case when new_role = 'none' then status else ${input.newMembers.status} end
      else case when writes then status end
    end as new_status,
    case
      when rejected then issue
      when unread then 'unread'
      when action = 'skip' and member_id is null and new_employment = 'terminated' then 'neverMember'
      when action = 'skip' and member_id is null and new_employment = 'unknown' then 'unknownEmployment'
      when action = 'skip' and member_id is null and outside then 'outOfScope'
      when action = 'skip' and member_id is null then 'noEmail'
      when new_claim = 'suspect' and superseded then 'absentBeside'
      when action = 'skip' and not here then 'stillSuspect'
      when action = 'skip' then 'unchanged'
      when action = 'deactivate' and here then ${LEFT_BECAUSE}
      when action = 'deactivate' then 'absentTwice'
      when action = 'advance' then 'started'
      when action = 'link' then 'samePerson'
      when new_claim = 'suspect' and claim = 'employed' then 'absent'
      when new_claim = 'left' and claim is distinct from 'left' and claimed_elsewhere then 'claimedElsewhere'
      when new_claim = 'left' and claim is distinct from 'left' then case when here then ${LEFT_BECAUSE} else 'absentTwice' end
      when claim = 'suspect' and new_claim = 'employed' then 'seenAgain'
      when action = 'reactivate' then 'employedAgain'
      when new_employment = 'unknown' then 'unknownEmployment'
    end as new_reason
  from given a
  offset 0
)
insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, member_id, action, member_version,
  fingerprint, claim, employment, status, role, cause, ${columns}, before, reason)
select ${input.batchId},
  (select coalesce(max(ord), 0) from changes where batch_id = ${input.batchId}) + row_number() over (),
  ${input.orgId}, ${input.integrationId}, external_id, person_id,
  case action when 'create' then coalesce(made_id, nextval('member_ids')) else member_id end,
  action, member_version, fingerprint,
  -- A claim is on a member; of anybody else the identity only remembers that they were seen.
  case when action = 'create' or member_id is not null then new_claim end, new_employment, new_status,
  new_role,
  case when action = 'deactivate' then case when not here then 'absence'
    when new_employment = 'terminated' then 'termination' else 'outOfScope' end end,
  ${columns},
  case when action in ('update', 'deactivate', 'reactivate', 'advance', 'link') then ${before} end,
  new_reason
from reasoned
where not (known and action in ('skip', 'reject') and new_reason is not distinct from standing)
  and not (action = 'skip' and new_reason = 'absentBeside')
  and not (known and new_reason is not distinct from 'unchanged' and fingerprint is not distinct from old_fingerprint
    and (decision is null or (decision = 'hold' and status = 'deactivated' and ${RETURN_WAITS})))`.execute(
    tx,
  );
}

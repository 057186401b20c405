import { type RawBuilder, sql } from "kysely";
import {
  afterColumns,
  claimedByOthers,
  newClaim,
  OLD_COLUMNS,
  type PlanInput,
  RECORD,
  stirred,
} from "./judgement.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { Matches } from "./match-strangers.ts";

/** How near a record is to the person's present work: the nearest fills the member's fields, then the latest start. */
function rank(claim: string, employment: string): string {
  return `case ${claim}
        when 'employed' then case ${employment} when 'active' then 0 when 'onLeave' then 0 when 'preStart' then 1 else 2 end
        when 'suspect' then 3 when 'left' then 4 else 5 end`;
}
const NEW_RANK = sql.raw(rank("new_claim", "new_employment"));
const OLD_RANK = sql.raw(rank("claim", "employment"));
/** Of a record that no identity has a claim for yet. */
const FIRST_RANK = sql.raw(rank("'employed'", "new_employment"));

const START_BIT = sql.lit(1 << MAPPED_COLUMNS.indexOf("start_date"));

/** The records of `ids`, each in sight of the others of its person: the `decided` of `writeDecisions`. */
export function relatedRecords(
  input: PlanInput,
  ids: readonly string[],
  matches: Matches,
): RawBuilder<unknown> {
  return sql`${recordsOf(input, ids, matches)}, ${withMembers(input)}, ${withClaims(input)}, ${IN_SIGHT}, decided as (
  select j.*, ${OLD_COLUMNS},
    ${afterColumns({ claimed: sql`claimed_elsewhere`, silent: sql`(unread or not writes)` })}
  from settled j left join members m on m.id = j.member_id
  where stirs or present or joins or unread
)`;
}

/** Each record as it was read and as it was known. */
function recordsOf(input: PlanInput, ids: readonly string[], matches: Matches): RawBuilder<unknown> {
  const { runId, integrationId } = input;
  return sql`matched as materialized (
  select * from unnest(${[...matches.keys()]}::text[], ${[...matches.values()]}::bigint[]) x (external_id, member_id)
), records as (
  select ${RECORD}, i.member_id as own_member_id, x.member_id as matched_id, ${stirred(input)} is true as stirs,
    exists (select from declines z where z.integration_id = ${integrationId} and z.what = 'link'
      and z.external_id = coalesce(s.external_id, i.external_id) and z.ended_at is null
      and (z.value is null or z.value = coalesce(s.person_id, i.person_id, s.email_key))) as apart,
    case when s.kind = 'read' and s.missing & ${START_BIT} = 0 then s.start_date else i.start_date end as record_start,
    i.start_date as old_start
  from (select * from staging where run_id = ${runId} and external_id = any (${ids}::text[])) s
  full join (
    select * from identities where integration_id = ${integrationId} and external_id = any (${ids}::text[])) i
    on i.external_id = s.external_id
  left join matched x on x.external_id = s.external_id
)`;
}

/**
 * To which member a record belongs that has none of its own: the one that it was matched with or that its person is,
 * or the one that the best of the person's records makes now. One that was not read joins as it was last seen.
 */
function withMembers({ certified, integrationId }: PlanInput): RawBuilder<unknown> {
  return sql`homes as (
  select distinct on (person_id) person_id, coalesce(own_member_id, matched_id) as id from records
  where coalesce(own_member_id, matched_id) is not null and person_id is not null
  order by person_id, claim is distinct from 'employed', own_member_id
), made as materialized (
  select person_id, external_id, nextval('member_ids') as id from (
    select distinct on (person_id) person_id, external_id from records r
    where own_member_id is null and matched_id is null and not apart and here and not outside
      and s_work_email is not null
      and new_employment in ('active', 'onLeave', 'preStart') and person_id is not null
      and not exists (select from homes h where h.person_id = r.person_id)
    order by person_id, ${FIRST_RANK}, record_start desc nulls last, external_id) best
), placed as (
  select r.*,
    coalesce(r.own_member_id, r.matched_id, h.id, case when k.external_id <> r.external_id then k.id end) as member_id,
    r.own_member_id is null
      and (r.matched_id is not null or h.id is not null or k.external_id <> r.external_id) is true as joins,
    case when k.external_id = r.external_id then k.id end as made_id
  from records r
  left join homes h on h.person_id = r.person_id and ${JOINABLE} and ${SEEN(certified)} and ${notApart(integrationId)}
  left join made k on k.person_id = r.person_id and ${JOINABLE} and ${SEEN(certified)}
)`;
}

const JOINABLE = sql`r.own_member_id is null and not r.apart and not r.rejected and r.new_employment <> 'unknown'`;
/** A person took the record off that member. */
const notApart = (integrationId: number): RawBuilder<unknown> =>
  sql`not exists (select from keep_apart a
    where a.integration_id = ${integrationId} and a.external_id = r.external_id and a.member_id = h.id)`;
const SEEN = (certified: boolean): RawBuilder<unknown> =>
  sql`(r.here or r.new_employment = 'terminated' or not ${certified})`;

/** What the source claims by each record from now on. */
function withClaims(input: PlanInput): RawBuilder<unknown> {
  return sql`met as (
  select j.*, m.version as member_version, m.status, m.role, m.waits,
    ${claimedByOthers(input)} as claimed_by_others,
    case
      when joins and not here then case when new_employment = 'terminated' then 'left' else 'employed' end
      when stirs or present then ${newClaim(input)}
      -- Here because of another record, and not read: it stays what it was.
      else j.claim
    end as new_claim,
    exists (select from holds h where h.integration_id = ${input.integrationId}
      and h.external_id = j.external_id and h.state in ('open', 'rejected')) as is_held
  from placed j left join members m on m.id = j.member_id
)`;
}

/** Which of a member's records speaks for the member. */
const IN_SIGHT = sql`ranked as (
  select *,
    coalesce(member_id, made_id) as home,
    member_id is not null and not joins and claim in ('employed', 'suspect') and new_claim = 'left' as ends,
    ${NEW_RANK} as new_rank, ${OLD_RANK} as old_rank
  from met
), grouped as (
  select *,
    coalesce(bool_or(new_claim in ('employed', 'suspect')) over (partition by home), false) as claimed_here,
    coalesce(bool_or(present and new_claim = 'employed') over (partition by home), false) as seen_here,
    bool_or(ends) over (partition by home) as any_ends,
    bool_or(ends and is_held) over (partition by home) as any_held,
    row_number() over (partition by home, ends order by record_start desc nulls last, external_id) as end_place,
    row_number() over (partition by home
      order by made_id is null, new_rank, record_start desc nulls last, external_id) as place,
    row_number() over (partition by home
      order by joins, old_rank, old_start desc nulls last, external_id) as old_place
  from ranked
), settled as (
  select *,
    claimed_by_others or claimed_here as claimed_elsewhere,
    seen_here and not present as superseded,
    case
      when home is null then true
      -- Of those that end the member one says so. One about which somebody is asked already waits on, as it did.
      when any_ends and not claimed_by_others and not claimed_here and status <> 'deactivated'
        then ends and (is_held or (not any_held and end_place = 1))
      else place = 1
    end as writes,
    -- From now on it fills the fields, and what it says was not read: it is judged as soon as it is.
    place = 1 and old_place <> 1 and known and not joins and not present and not stirs as unread
  from grouped
)`;

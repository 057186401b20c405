import type { Policy } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
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
  /** Whether a record that was read names its person. */
  persons: boolean;
  /** What the policy gives new members. */
  newMembers: Policy["newMembers"];
}

const stagedColumns = sql.raw(MAPPED_COLUMNS.map((column) => `s.${column} as s_${column}`).join(", "));

/** Of a member `m`: the fields as they are. */
export const OLD_COLUMNS = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column} as old_${column}`).join(", "));

/** Of a staged row `s` joined with an identity `i`: what is known of the record, and what was. */
export const RECORD = sql`
    coalesce(s.external_id, i.external_id) as external_id,
    s.external_id is not null and s.kind <> 'gone' as present,
    s.kind is not distinct from 'read' as here,
    s.kind is not distinct from 'rejected' as rejected,
    s.kind is not distinct from 'gone' as gone,
    s.outside is true as outside,
    s.fingerprint, s.missing, s.issue,
    case when s.kind = 'read' then s.employment else i.employment end as new_employment,
    ${stagedColumns},
    coalesce(s.person_id, i.person_id) as person_id,
    i.external_id is not null as known, i.claim, i.employment, i.suspect_since,
    i.fingerprint as old_fingerprint, i.decision, i.reason as standing`;

/** Of the same two: whether absence speaks against the person. */
function missed({ certified }: PlanInput): RawBuilder<boolean> {
  return sql<boolean>`((s.kind is null or s.kind = 'gone') and ${certified} and i.claim in ('employed', 'suspect'))`;
}

/** Of the same two: whether there is anything to judge, for everybody else leaves the query here. */
export function stirred(input: PlanInput): RawBuilder<boolean> {
  return sql<boolean>`(i.external_id is null
    or (s.kind <> 'gone'
        and (s.fingerprint is distinct from i.fingerprint or i.decision is not null or i.claim = 'suspect'
          -- Whoever was missed, or let go by a person's word, comes back with the record they had.
          or (i.claim = 'left' and not s.outside and s.employment in ('active', 'onLeave', 'preStart'))))
    or ${missed(input)})`;
}

/** Of a record `j` that is stirred: the claim that its source makes from now on. */
export function newClaim({ secondLookBefore, canLook }: PlanInput): RawBuilder<string> {
  return sql<string>`case
      when rejected then case when j.claim = 'suspect' then 'employed' else j.claim end
      when here and new_employment = 'terminated' then case when j.member_id is not null then 'left' end
      when here and new_employment = 'unknown' then case when j.claim = 'suspect' then 'employed' else j.claim end
      when here and outside then case when j.member_id is not null then 'left' end
      when here then 'employed'
      when j.claim = 'suspect' and suspect_since <= ${secondLookBefore} and (gone or not ${canLook})
        then 'left'
      else 'suspect'
    end`;
}

/** Of a record `j`: whether another integration claims its member. */
export function claimedByOthers({ integrationId }: PlanInput): RawBuilder<boolean> {
  return sql<boolean>`(j.member_id is not null and exists (
      select from identities o
      where o.member_id = j.member_id and o.claim in ('employed', 'suspect') and o.integration_id <> ${integrationId}
      -- Without it the planner reads the identities of all customers once, to look these few up in a hash (measured).
      offset 0))`;
}

/** Of a leaver only the dates are news: many systems blank the rest on the way out. */
const LEAVER_COLUMNS: readonly MappedColumn[] = ["start_date", "end_date"];

/**
 * Of a record `j` with its member `m`: the member's fields as they become. A stored value stays where the source did
 * not return one, where it blanks a leaver, and, dates included, where somebody else claims the leaver (`claimed`).
 * A record that is `silent` fills nothing, and keeps a start date of its own.
 */
export function afterColumns(input: {
  claimed: RawBuilder<unknown>;
  silent?: RawBuilder<unknown>;
}): RawBuilder<unknown> {
  const { claimed, silent } = input;
  const leaver = sql`new_employment = 'terminated' and j.member_id is not null`;
  const columns = MAPPED_COLUMNS.map((column, position) => {
    const [old, staged] = [sql.ref(`m.${column}`), sql.ref(`s_${column}`)];
    const kept = LEAVER_COLUMNS.includes(column) ? sql`${leaver} and ${claimed}` : leaver;
    const notReturned = sql`missing & ${sql.lit(1 << position)} <> 0`;
    const own = column === "start_date" ? sql`record_start` : old;
    const first = silent ? sql`when ${silent} then ${own}` : sql``;
    // Of attributes each that was not returned stays.
    const read = column === "attributes" ? sql`coalesce(${old}, '{}') || ${staged}` : staged;
    return sql`case ${first} when not here or (${kept}) or ${notReturned} then ${old} else ${read} end
      as ${sql.ref(column)}`;
  });
  return sql.join(columns, sql`,\n    `);
}

import type { Group } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { countGroups } from "./count-groups.ts";

/** The plan's numbers that the gate judges, besides those of `countPlan`. */
export interface GateNumbers {
  base: number;
  terminations: number;
  absences: number;
  /** Of the absences, those that would deactivate in this run. */
  absencesDue: number;
  outInSevenDays: number;
  baseSevenDaysAgo: number;
  groups: Group[];
  activeMatches: number;
  matchesTouched: number;
  emailChanges: number;
  emailPeople: number;
}

interface NumbersInput {
  batchId: number;
  integrationId: number;
  /** Business clock. */
  now: Date;
  /** Whether people outside of the scope leave without a person's word: else each of them waits anyway. */
  scopeLeaves: boolean;
  /** The plan says nothing about anybody who is claimed: nothing is counted. */
  nothing: boolean;
}

/**
 * Counts leavers and absent people, those with a standing hold included: they are in the plan until a person
 * decides. Rejected ones are not, because the decision stands until the person is seen employed again. What only
 * leavers could trip is not even counted where there are none.
 */
export async function gateNumbers(tx: Tx, input: NumbersInput): Promise<GateNumbers> {
  if (input.nothing) return NOTHING;
  const leavers = await countLeavers(tx, input);
  const leaving = leavers.terminations + leavers.absences;
  return {
    ...leavers,
    ...(leaving === 0 ? QUIET : await countSurroundings(tx, input, leavers.base)),
    ...(await countEmailChanges(tx, input)),
  };
}

/** The base is what the numbers of leavers and joiners are compared with: here there are none, or nobody to compare with. */
const NOTHING = {
  base: 0,
  terminations: 0,
  absences: 0,
  absencesDue: 0,
  outInSevenDays: 0,
  baseSevenDaysAgo: 0,
  groups: [],
  activeMatches: 0,
  matchesTouched: 0,
  emailChanges: 0,
  emailPeople: 0,
};

const QUIET = { outInSevenDays: 0, baseSevenDaysAgo: 0, groups: [], activeMatches: 0, matchesTouched: 0 };

/**
 * Of a change row `c`: whether its member would leave now, or was missed and would leave next. Whom a person keeps by a
 * rejection does neither.
 */
function leaves({ integrationId, scopeLeaves }: NumbersInput): RawBuilder<boolean> {
  return sql<boolean>`((c.cause in ('termination', 'absence') or c.reason in ('absent', 'stillSuspect')
      or (${scopeLeaves} and c.cause = 'outOfScope'))
    and not exists (select from holds h where h.integration_id = ${integrationId}
      and h.external_id = c.external_id and h.state = 'rejected'))`;
}

async function countLeavers(
  tx: Tx,
  input: NumbersInput,
): Promise<Pick<GateNumbers, "base" | "terminations" | "absences" | "absencesDue">> {
  const { batchId, integrationId } = input;
  const { rows } = await withHashJoins(tx, () =>
    sql<Pick<GateNumbers, "base" | "terminations" | "absences" | "absencesDue">>`
    select
      -- Members, each once, however many records claim them; without those whom a person deactivated.
      (select count(*) from (
        select member_id from identities
        where integration_id = ${integrationId} and claim in ('employed', 'suspect') group by member_id) i
        where not exists (select from deactivations d
          where d.closed_at is null and d.member_id = i.member_id)) as base,
      count(distinct c.member_id) filter (where c.cause in ('termination', 'outOfScope')) as terminations,
      count(distinct c.member_id) filter (where c.reason in ('absent', 'stillSuspect') or c.cause = 'absence')
        as absences,
      count(distinct c.member_id) filter (where c.cause = 'absence') as "absencesDue"
    from changes c
    where c.batch_id = ${batchId} and ${leaves(input)}`.execute(tx),
  );
  return rows[0] ?? { base: 0, terminations: 0, absences: 0, absencesDue: 0 };
}

async function countSurroundings(
  tx: Tx,
  input: NumbersInput,
  base: number,
): Promise<
  Pick<GateNumbers, "outInSevenDays" | "baseSevenDaysAgo" | "groups" | "activeMatches" | "matchesTouched">
> {
  const { batchId, integrationId, now } = input;
  const { rows } = await sql<{ unapproved: number; out: number; active: number; touched: number }>`
    select
      (select count(distinct d.member_id) from deactivations d
        where d.integration_id = ${integrationId} and d.closed_at is null and d.approved_by is null
          and d.opened_at > ${now}::timestamptz - interval '7 days') as unapproved,
      (select count(distinct d.member_id) from deactivations d
        where d.integration_id = ${integrationId} and d.closed_at is null
          and d.opened_at > ${now}::timestamptz - interval '7 days') as out,
      (select count(*) from matches where status = 'active') as active,
      (select count(*) from matches x where x.status = 'active' and exists (
        select from changes c where c.batch_id = ${batchId} and ${leaves(input)}
          and c.member_id in (x.mentor_id, x.mentee_id))) as touched`.execute(tx);
  const { unapproved = 0, out = 0, active = 0, touched = 0 } = rows[0] ?? {};
  return {
    outInSevenDays: unapproved,
    baseSevenDaysAgo: base + out,
    groups: await countGroups(tx, { batchId, integrationId, leaves: leaves(input) }),
    activeMatches: active,
    matchesTouched: touched,
  };
}

/** Below three the rule cannot trip, and nobody needs to be counted. */
async function countEmailChanges(
  tx: Tx,
  { batchId, integrationId }: NumbersInput,
): Promise<Pick<GateNumbers, "emailChanges" | "emailPeople">> {
  const { rows } = await sql<{ changes: number }>`
    select count(*) as changes from changes c
    where c.batch_id = ${batchId} and c.before ->> 'work_email' is not null and c.work_email is not null
      and lower(c.before ->> 'work_email') <> lower(c.work_email)
      -- As they were: whoever comes back with this plan is no part of the base either.
      and c.status is not null and coalesce(c.before ->> 'status', c.status) in ('invited', 'active')`.execute(
    tx,
  );
  const emailChanges = rows[0]?.changes ?? 0;
  if (emailChanges < 3) return { emailChanges, emailPeople: 0 };
  const counted = await withHashJoins(tx, () =>
    sql<{ people: number }>`
    select count(distinct m.id) as people from identities i join members m on m.id = i.member_id
    where i.integration_id = ${integrationId} and m.status in ('invited', 'active')`.execute(tx),
  );
  return { emailChanges, emailPeople: counted.rows[0]?.people ?? 0 };
}

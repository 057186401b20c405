import type { Group } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

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
}

/**
 * Counts leavers and absent people, those with a standing hold included: they are in the plan until a person
 * decides. Rejected ones are not, because the decision stands until the person is seen employed again. What only
 * leavers could trip is not even counted where there are none.
 */
export async function gateNumbers(tx: Tx, input: NumbersInput): Promise<GateNumbers> {
  const leavers = await countLeavers(tx, input);
  const leaving = leavers.terminations + leavers.absences;
  return {
    ...leavers,
    ...(leaving === 0 ? QUIET : await countSurroundings(tx, input, leavers.base)),
    ...(await countEmailChanges(tx, input)),
  };
}

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
    groups: await countGroups(tx, input),
    activeMatches: active,
    matchesTouched: touched,
  };
}

/** Fewer than that of one group trip nothing, whatever its size. */
const LEAST_LEAVING = 3;

/** Groups that at least three people would leave, with everybody in them. The company is looked at only if there are. */
async function countGroups(tx: Tx, input: NumbersInput): Promise<Group[]> {
  const { batchId, integrationId } = input;
  const { rows } = await withHashJoins(tx, () =>
    sql<Group>`
    with leaving as materialized (
      select g.kind, g.name, count(distinct m.id) as leaving
      from changes c join members m on m.id = c.member_id
      cross join lateral (values ('department', m.department), ('location', m.location),
        ('manager', m.manager_external_id)) g (kind, name)
      where c.batch_id = ${batchId} and ${leaves(input)} and g.name is not null
      group by g.kind, g.name having count(distinct m.id) >= ${LEAST_LEAVING}
    ), counted as (
      select g.kind, g.name, count(distinct m.id) as people
      from identities i join members m on m.id = i.member_id
      cross join lateral (values ('department', m.department), ('location', m.location),
        ('manager', m.manager_external_id)) g (kind, name)
      where i.integration_id = ${integrationId} and i.claim in ('employed', 'suspect') and m.status <> 'deactivated'
        and exists (select from leaving)
        and (g.kind, g.name) in (select kind, name from leaving)
      group by g.kind, g.name
    )
    select kind, name, people, leaving from counted join leaving using (kind, name) order by kind, name`.execute(
      tx,
    ),
  );
  return rows;
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

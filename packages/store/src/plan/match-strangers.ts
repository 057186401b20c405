import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";
import { anyMember } from "./knows-anybody.ts";
import { liveMembers } from "./live-members.ts";

/** Records of a draft that would become new members, and the members whom they are instead. */
export type Matches = ReadonlyMap<string, number>;

/** A member whom a stranger may be, by one of the rules in their order. */
interface Candidate {
  externalId: string;
  /** Records of one person may match one member together. */
  person: string;
  memberId: number;
  rule: "decided" | "number" | "email";
}

const RANK = { decided: 0, number: 1, email: 2 } as const;

/**
 * Finds out who of a draft's new people are members already, without an identity in this integration that claims
 * them. In this order: by a person's decision; by the employee number, where it is unique and name or e-mail agrees;
 * by the work e-mail, of somebody who is out, about to be or kept in by a person, with the same name and one more thing in common. Nobody
 * is two, and no two are one: whatever is not clear stays new, and collides or looks alike.
 */
export async function matchStrangers(tx: Tx, input: PlanInput): Promise<Matches> {
  if (!(await hasStrangers(tx, input))) return new Map();
  const candidates = await findCandidates(tx, input);
  if (candidates.length === 0) return new Map();
  const live = await liveMembers(tx, input, [...new Set(candidates.map((one) => one.memberId))]);
  const possible = candidates.filter((one) => one.rule === "decided" || !live.has(one.memberId));
  return choose(possible);
}

/** Whether a draft has both new people and members whom they may be: a first load has nobody to compare with. */
export async function hasStrangers(tx: Tx, { batchId, orgId }: PlanInput): Promise<boolean> {
  const { rows } = await sql<{ has: boolean | null }>`
    select exists (select from changes where batch_id = ${batchId} and action = 'create')
      and ${anyMember(sql`${orgId}`)} as has`.execute(tx);
  return rows[0]?.has ?? false;
}

/** By the best rule for each, and only where it names one member whom no other person matches. */
function choose(candidates: readonly Candidate[]): Matches {
  const best = new Map<string, Candidate>();
  const torn = new Set<string>();
  for (const one of candidates.toSorted((a, b) => RANK[a.rule] - RANK[b.rule])) {
    const found = best.get(one.externalId);
    if (!found) best.set(one.externalId, one);
    else if (found.rule === one.rule && found.memberId !== one.memberId) torn.add(one.externalId);
  }
  const chosen = [...best.values()].filter((one) => !torn.has(one.externalId));
  const people = Map.groupBy(chosen, (one) => one.memberId);
  const alone = chosen.filter(
    ({ memberId, rule }) =>
      rule === "decided" || new Set(people.get(memberId)?.map(({ person }) => person)).size === 1,
  );
  return new Map(alone.map(({ externalId, memberId }) => [externalId, memberId]));
}

async function findCandidates(tx: Tx, input: PlanInput): Promise<Candidate[]> {
  const { orgId, integrationId, runId, batchId } = input;
  // Whose person is a member by another record already is that one, whatever address they come with.
  const homeless = sql`(f.rule = 'decided' or not exists (select from identities h
        where h.integration_id = ${integrationId} and h.person_id = f.person and h.member_id is not null
          and not exists (select from keep_apart a where a.integration_id = ${integrationId}
            and a.external_id = f.external_id and a.member_id = h.member_id)))`;
  const { rows } = await withHashJoins(tx, () =>
    sql<Candidate>`
    with strangers as materialized (
      select external_id, coalesce(person_id, external_id) as person, email_key, name_key, org_member_id, start_date
      from changes where batch_id = ${batchId} and action = 'create'
    ), leaving as materialized (
      select member_id from changes where batch_id = ${batchId} and action = 'deactivate'
    ), numbers as materialized (
      -- The numbers that one record of this read has, among those who have not left by it, ...
      select org_member_id from staging
      where run_id = ${runId} and org_member_id in (select org_member_id from strangers)
        and employment is distinct from 'terminated'
      group by org_member_id having count(*) = 1
    ), numbered as materialized (
      -- ... and one member.
      select org_member_id, min(id) as id from members
      where org_id = ${orgId} and org_member_id in (select org_member_id from numbers)
      group by org_member_id having count(*) = 1
    ), found as (
      select s.external_id, s.person, k.member_id, 'decided' as rule
      from strangers s join conflicts k on k.external_id = s.external_id
      where k.integration_id = ${integrationId} and k.state = 'decided' and k.decision = 'same'
      union all
      select s.external_id, s.person, m.id, 'number'
      from strangers s join numbered n using (org_member_id) join members m on m.id = n.id
      where (m.name_key = s.name_key or m.email_key = s.email_key)
        -- A source shares its numbers with itself; with others only where the organization said so of both.
        and exists (
          select from identities i join integrations o on o.id = i.integration_id
          join integrations own on own.id = ${integrationId}
          where i.member_id = m.id and (o.id = own.id or (
            o.policy -> 'sharedEmployeeNumbers' = 'true' and own.policy -> 'sharedEmployeeNumbers' = 'true')))
      union all
      select s.external_id, s.person, m.id, 'email'
      from strangers s join members m on m.org_id = ${orgId} and m.email_key = s.email_key
      where (m.status <> 'deactivated' and m.id not in (select member_id from leaving)
          -- Nor whom a person alone keeps in: their sources let them go, and the address with them.
          and not exists (select from overrides v where v.member_id = m.id and v.ended_at is null))
        or (m.name_key = s.name_key
          and (m.org_member_id = s.org_member_id or m.start_date = s.start_date))
    )
    select external_id as "externalId", person, member_id as "memberId", rule from found f
    where not exists (select from keep_apart a where a.integration_id = ${integrationId}
      and a.external_id = f.external_id and a.member_id = f.member_id)
      ${input.persons ? sql`and ${homeless}` : sql``}
      and not exists (select from deactivations x
        where x.member_id = f.member_id and x.cause = 'erasure' and x.closed_at is null)
      -- A record that an undo took off its member is nobody's.
      and not exists (select from declines z where z.integration_id = ${integrationId} and z.what = 'link'
        and z.external_id = f.external_id and z.ended_at is null
        and (z.value is null or z.value in (select coalesce(s.person_id, s.email_key) from changes s
          where s.batch_id = ${batchId} and s.external_id = f.external_id)))`.execute(tx),
  );
  return rows;
}

import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";
import type { Matches } from "./match-strangers.ts";
import { relatedRecords } from "./related-records.ts";
import { writeDecisions } from "./write-decisions.ts";

/**
 * Judges the records of people who have several in this source again, each in sight of the others, and puts the
 * result in the place of what the draft said of them one by one:
 *
 * - a record that is new joins the member whom it was matched with or its person is already, or the one that the best record of the person
 *   makes: the employed one, else the latest to start;
 * - of a member's records the one that ranks first fills the fields, and only that one writes the member's row;
 * - claims are counted as they are after this plan, so that two that end together end the member, and one that ends
 *   beside another does not.
 */
export async function draftPersons(tx: Tx, input: PlanInput, matches: Matches): Promise<void> {
  const ids = await findRelated(tx, input, matches);
  if (ids.length === 0) return;
  await sql`
    delete from changes where batch_id = ${input.batchId} and external_id = any (${ids}::text[])`.execute(tx);
  await writeDecisions(tx, input, relatedRecords(input, ids, matches));
}

/** External ids of all records of people of whom the draft touches one of several. */
async function findRelated(tx: Tx, input: PlanInput, matches: Matches): Promise<string[]> {
  const related = new Set(input.persons ? await recordsOfPersons(tx, input) : []);
  for (const id of matches.keys()) related.add(id);
  for (const id of await recordsOfMembers(tx, input, [...related], matches)) related.add(id);
  return [...related];
}

/** Records whose person has another one, where at least one of them is new to its person's member. */
async function recordsOfPersons(tx: Tx, { batchId, integrationId }: PlanInput): Promise<string[]> {
  const { rows } = await withHashJoins(tx, () =>
    sql<{ id: string }>`
    with people as (
      select person_id, min(external_id) as id, count(*) as records
      from changes where batch_id = ${batchId} and person_id is not null
      group by person_id having bool_or(member_id is null or action = 'create')
    ), others as (
      select i.person_id, i.external_id as id from people p
      join identities i on i.integration_id = ${integrationId} and i.person_id = p.person_id
    ), shared as (
      select person_id from people where records > 1
      union
      select person_id from others join people p using (person_id) where others.id <> p.id
    )
    select c.external_id as id from changes c join shared using (person_id) where c.batch_id = ${batchId}
    union
    select id from others join shared using (person_id)`.execute(tx),
  );
  return rows.map((row) => row.id);
}

/** Records of members whom the draft or one of `ids` touches and who have several in this source. */
async function recordsOfMembers(
  tx: Tx,
  { batchId, integrationId }: PlanInput,
  ids: readonly string[],
  matches: Matches,
): Promise<string[]> {
  const { rows } = await withHashJoins(tx, () =>
    sql<{ id: string }>`
    with touched as (
      select * from unnest(${[...matches.values()]}::bigint[], ${[...matches.keys()]}::text[])
        x (member_id, external_id)
      union all
      select member_id, external_id from changes
      where batch_id = ${batchId} and member_id is not null and action <> 'create'
      union all
      select member_id, external_id from identities
      where integration_id = ${integrationId} and external_id = any (${ids}::text[]) and member_id is not null
    )
    select unnest(array[t.external_id, o.external_id]) as id
    from touched t join identities o on o.member_id = t.member_id and o.integration_id = ${integrationId}
      and o.external_id <> t.external_id`.execute(tx),
  );
  return rows.map((row) => row.id);
}

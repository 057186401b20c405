import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { PersonAct } from "../people/person-act.ts";
import type { ErasedPerson } from "./erased-person.ts";
import { markOf } from "./erasures.ts";
import { BLANK_STAGED } from "./staged-erasures.ts";
import { openSuppressionKey, type SuppressionOwner } from "./suppression-key.ts";

/** In the place of what has to be there. */
const ERASED = "erased";

/** The person's records, as a table of `(source, id)`. */
function recordsOf({ records }: ErasedPerson): RawBuilder<unknown> {
  const sources = records.map(({ integrationId }) => integrationId);
  const ids = records.map(({ externalId }) => externalId);
  return sql`unnest(${sources}::bigint[], ${ids}::text[]) p (source, id)`;
}

/** Of a row of a table with these columns: whether it is of one of the person's records. */
function ofRecord(person: ErasedPerson, source: string, id: string): RawBuilder<unknown> {
  return sql`(${sql.ref(source)}, ${sql.ref(id)}) in (select p.source, p.id from ${recordsOf(person)})`;
}

/** Of a change row `c`: whether it holds data of the person. */
function ofPerson(person: ErasedPerson): RawBuilder<unknown> {
  return sql`(c.member_id = ${person.memberId} or ${ofRecord(person, "c.integration_id", "c.external_id")})`;
}

const blank = sql.raw(
  [...MAPPED_COLUMNS, "person_id", "external_id", "fingerprint", "employment"]
    .map((column) => `${column} = null`)
    .join(", "),
);

/** What runs have read: a mark stays that is counted as present. */
export async function blankStaged(tx: Tx, owner: SuppressionOwner, person: ErasedPerson): Promise<void> {
  const key = await openSuppressionKey(tx, owner);
  if (!key || person.records.length === 0) return;
  const marks = person.records.map(({ externalId }) => markOf(key, externalId));
  const sources = person.records.map(({ integrationId }) => integrationId);
  const ids = person.records.map(({ externalId }) => externalId);
  await sql`
    update staging s set ${BLANK_STAGED}, external_id = p.mark
    from unnest(${sources}::bigint[], ${ids}::text[], ${marks}::text[]) p (source, id, mark)
    join runs r on r.integration_id = p.source
    where s.run_id = r.id and s.external_id = p.id and s.kind <> 'gone'`.execute(tx);
  await sql`
    delete from staging s using runs r, ${recordsOf(person)}
    where s.run_id = r.id and r.integration_id = p.source and s.external_id = p.id`.execute(tx);
  await sql`
    update staging s set manager_external_id = null from runs r, ${recordsOf(person)}
    where s.run_id = r.id and r.integration_id = p.source and s.manager_external_id = p.id`.execute(tx);
}

/** Plans of the person go; what was applied stays as an event in its order, without what it said. */
export async function blankHistory(tx: Tx, person: ErasedPerson): Promise<void> {
  await sql`
    delete from changes c using batches b
    where b.id = c.batch_id and b.seq is null and ${ofPerson(person)}`.execute(tx);
  await sql`
    update changes c set ${blank},
      before = (select jsonb_object_agg(key, value) from jsonb_each(c.before) where key in ('status', 'role', 'claim')),
      -- Words of a person, or of a value that could not be read, may be about anybody.
      reason = case when b.kind <> 'run' or c.action = 'reject' then ${ERASED} else c.reason end
    from batches b where b.id = c.batch_id and b.seq is not null and ${ofPerson(person)}`.execute(tx);
}

/** What people decided about the person, and why somebody kept them out: that it was stays. */
export async function blankPerson(tx: Tx, act: PersonAct, person: ErasedPerson): Promise<void> {
  const { memberId, records } = person;
  await sql`
    update deactivations set external_id = null
    where member_id = ${memberId} or ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
  await sql`
    update overrides set reason = ${ERASED}, ended_at = coalesce(ended_at, ${act.now}) where member_id = ${memberId}`.execute(
    tx,
  );
  await sql`
    update pins set lifted_at = ${act.now} where member_id = ${memberId} and lifted_at is null`.execute(tx);
  await sql`
    update protections set reason = null, lifted_at = coalesce(lifted_at, ${act.now}) where member_id = ${memberId}`.execute(
    tx,
  );
  await sql`
    update declines set external_id = ${ERASED}, value = null, ended_at = coalesce(ended_at, ${act.now})
    where member_id = ${memberId} or ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
  await blankDecisions(tx, person);
  await sql`
    update holds set external_id = ${ERASED}, evidence = '{}', hash = '00000000-0000-0000-0000-000000000000',
      decision_reason = null, decided_at = coalesce(decided_at, ${act.now}),
      state = case when state in ('open', 'approved', 'rejected') then 'withdrawn' else state end
    where member_id = ${memberId} or ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
  await sql`
    update conflicts set external_id = ${ERASED}, evidence = '{}', decision_reason = null,
      state = case when state = 'open' then 'withdrawn' else state end,
      decided_at = coalesce(decided_at, ${act.now})
    where ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
  // Nothing is theirs any more, and nothing keeps an address of theirs: whoever was asked about is judged anew.
  await sql`
    update conflicts set state = 'withdrawn', evidence = '{}', decided_at = coalesce(decided_at, ${act.now})
    where member_id = ${memberId} and (state = 'open' or decision in ('same', 'ignore'))`.execute(tx);
  await sql`update conflicts set decision_reason = null where member_id = ${memberId}`.execute(tx);
  const subjects = records.map(({ externalId }) => `record:${externalId}`);
  await sql`
    update audit set detail = '{}',
      subject = case when subject = any (${subjects}::text[]) then ${`record:${ERASED}`} else subject end
    where subject = ${`member:${memberId}`} or subject = any (${subjects}::text[])
      or detail ->> 'record' = any (${records.map(({ externalId }) => externalId)}::text[])`.execute(tx);
}

/** One decision on several people has one reason, which may name any of them. */
async function blankDecisions(tx: Tx, person: ErasedPerson): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    update holds o set decision_reason = null from holds h
    where (h.member_id = ${person.memberId} or ${ofRecord(person, "h.integration_id", "h.external_id")})
      and o.decision_reason = h.decision_reason and o.decided_by = h.decided_by and o.decided_at = h.decided_at
    returning o.id`.execute(tx);
  await sql`
    update audit set detail = detail - 'reason'
    where detail ->> 'hold' = any (${rows.map(({ id }) => String(id))}::text[])`.execute(tx);
}

/** Nothing says any more which records were the person's: the hashes are all that is left of them. */
export async function removeRecords(tx: Tx, person: ErasedPerson): Promise<void> {
  await sql`
    delete from keep_apart
    where member_id = ${person.memberId} or ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
  await sql`delete from identities where ${ofRecord(person, "integration_id", "external_id")}`.execute(tx);
}

/**
 * The person's id stands with those who report to them, and in the words of rules that were about them: it goes there
 * as well, from members by a change like any other.
 */
export async function forgetManager(tx: Tx, batchId: number, person: ErasedPerson): Promise<void> {
  const ids = [...new Set(person.records.map(({ externalId }) => externalId))];
  const reports = sql`m.manager_external_id = any (${ids}::text[]) and exists (
    select from identities i where i.member_id = m.id and (i.integration_id, m.manager_external_id) in (
      select p.source, p.id from ${recordsOf(person)}))`;
  const columns = MAPPED_COLUMNS.filter((column) => column !== "manager_external_id");
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role,
      ${sql.raw(columns.join(", "))}, before, reason)
    select ${batchId}, 1 + row_number() over (order by id), org_id, id, 'update', version, status, role,
      ${sql.raw(columns.map((column) => `m.${column}`).join(", "))}, '{"manager_external_id": null}', 'managerErased'
    from members m where ${reports}`.execute(tx);
  const source = sql`(c.integration_id is null or c.integration_id in (select p.source from ${recordsOf(person)}))`;
  await sql`
    update changes c set manager_external_id = null
    where c.manager_external_id = any (${ids}::text[]) and ${source}`.execute(tx);
  await sql`
    update changes c set before = jsonb_set(c.before, '{manager_external_id}', 'null')
    where c.before ->> 'manager_external_id' = any (${ids}::text[]) and ${source}`.execute(tx);
  await sql`
    update declines set value = null, ended_at = coalesce(ended_at, now())
    where value = any (${ids}::text[]) and integration_id in (select p.source from ${recordsOf(person)})`.execute(
    tx,
  );
  for (const id of ids) {
    const [was, is] = [`"${id}"`, `"${ERASED}"`];
    await sql`
      update holds set rule = replace(rule, ${was}, ${is}) where position(${was} in rule) > 0`.execute(tx);
    await sql`
      update runs set held = replace(held::text, ${`\\"${id}\\"`}, ${`\\"${ERASED}\\"`})::jsonb,
        reason = replace(reason, ${was}, ${is})
      where position(${`\\"${id}\\"`} in held::text) > 0 or position(${was} in reason) > 0`.execute(tx);
  }
}

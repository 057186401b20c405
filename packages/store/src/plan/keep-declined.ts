import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { DERIVED } from "../field-columns.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { fieldName, TOLD_COLUMNS } from "../undo/undo-facts.ts";
import { deriveNames, dropEmptied } from "./keep-stored.ts";

interface Draft {
  batchId: number;
  integrationId: number;
}

/** The fields that can be declined: their columns, the keys that go with them, their bit of `staging.missing`. */
export const DECLINABLE = TOLD_COLUMNS.map((column) => ({
  field: fieldName(column),
  column,
  derived: Object.entries(DERIVED).find(([target]) => target === fieldName(column))?.[1],
  bit: 1 << MAPPED_COLUMNS.indexOf(column),
}));

/**
 * Takes out of a draft what was undone before and would be done again from the same evidence: values that their source
 * still says, a first day that has not moved, records that were linked. Who stays out is no part of a draft to begin
 * with.
 */
export async function keepDeclined(tx: Tx, draft: Draft): Promise<void> {
  const declined = await declinedThings(tx, draft.integrationId);
  if (declined.size === 0) return;
  const [touched, renamed] = [new Set<number>(), new Set<number>()];
  // First: it compares the first day that the source says.
  if (declined.has("advance")) for (const ord of await stayStaged(tx, draft)) touched.add(ord);
  for (const each of DECLINABLE.filter(({ field }) => declined.has(field))) {
    for (const ord of await putBack(tx, draft, each)) {
      touched.add(ord);
      if (each.derived === "name_key") renamed.add(ord);
    }
  }
  if (declined.has("link")) await stayApart(tx, draft);
  await deriveNames(tx, draft.batchId, [...renamed]);
  await dropEmptied(tx, draft.batchId, [...touched]);
}

/** What of this source's is declined at all: seldom anything. */
export async function declinedThings(tx: Tx, integrationId: number): Promise<Set<string>> {
  const { rows } = await sql<{ what: string }>`
    select distinct what from declines where integration_id = ${integrationId} and ended_at is null`.execute(
    tx,
  );
  return new Set(rows.map(({ what }) => what));
}

const OF_RECORD = sql`z.ended_at is null and z.integration_id = c.integration_id and z.external_id = c.external_id`;

async function putBack(
  tx: Tx,
  { batchId }: Draft,
  { field, column: name, derived }: (typeof DECLINABLE)[number],
): Promise<number[]> {
  const column = sql.ref(name);
  const key = derived === undefined ? sql`` : sql`, ${sql.ref(derived)} = m.${sql.ref(derived)}`;
  const { rows } = await sql<{ ord: number }>`
    update changes c set ${column} = m.${column}${key}, before = c.before - ${sql.lit(name)}
    from declines z join members m on m.id = z.member_id
    where z.what = ${field} and ${OF_RECORD} and c.batch_id = ${batchId} and c.member_id = z.member_id
      and c.status is not null and c.action in ('update', 'advance', 'link', 'deactivate', 'reactivate')
      and c.${column}::text is not distinct from z.value and c.${column} is distinct from m.${column}
    returning c.ord`.execute(tx);
  return rows.map(({ ord }) => ord);
}

async function stayStaged(tx: Tx, { batchId }: Draft): Promise<number[]> {
  const { rows } = await sql<{ ord: number }>`
    update changes c set action = 'update', status = m.status, role = m.role, before = c.before - 'status' - 'role',
      reason = null
    from declines z join members m on m.id = z.member_id
    where z.what = 'advance' and ${OF_RECORD} and c.batch_id = ${batchId} and c.action = 'advance'
      and c.member_id = z.member_id and c.start_date::text is not distinct from z.value
    returning c.ord`.execute(tx);
  return rows.map(({ ord }) => ord);
}

/** A record that was taken off a member is nobody's: it makes no member of its own either. */
async function stayApart(tx: Tx, { batchId }: Draft): Promise<void> {
  const declined = sql`exists (select from declines z where z.what = 'link' and ${OF_RECORD}
    and (z.value is null or z.value = coalesce(c.person_id, c.email_key)))`;
  await sql`
    delete from changes c using identities i
    where c.batch_id = ${batchId} and c.action <> 'reject' and ${declined}
      and i.integration_id = c.integration_id and i.external_id = c.external_id and i.member_id is null
      and i.decision = 'skip' and i.reason = 'undone'`.execute(tx);
  await sql`
    update changes c set action = 'skip', reason = 'undone', member_id = null, member_version = null, claim = null,
      status = null, role = null, cause = null, before = null
    from identities i
    where c.batch_id = ${batchId} and c.action <> 'reject' and ${declined}
      and i.integration_id = c.integration_id and i.external_id = c.external_id and i.member_id is null`.execute(
    tx,
  );
}

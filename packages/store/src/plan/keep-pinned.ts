import { MAPPING_TARGETS, type MappingTarget } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { DERIVED, FIELD_COLUMNS } from "../field-columns.ts";
import { nameKey } from "../mapped-columns.ts";

/**
 * Puts fields that a person pinned back into a draft as they are. A row that had nothing else says that the record
 * is unchanged, and its fingerprint is remembered: lifting the pin clears it.
 */
export async function keepPinned(tx: Tx, batchId: number): Promise<void> {
  const [touched, renamed] = [new Set<number>(), new Set<number>()];
  for (const field of await pinnedFields(tx)) {
    for (const ord of await putBack(tx, batchId, field)) {
      touched.add(ord);
      if (DERIVED[field] === "name_key") renamed.add(ord);
    }
  }
  await deriveNames(tx, batchId, [...renamed]);
  await dropEmptied(tx, batchId, [...touched]);
}

/** Rows that were to change nothing but what was put back say that their record is unchanged. */
export async function dropEmptied(tx: Tx, batchId: number, ords: readonly number[]): Promise<void> {
  if (ords.length === 0) return;
  await sql`
    update changes set action = 'skip', reason = 'unchanged', before = null
    where batch_id = ${batchId} and ord = any (${ords}::bigint[]) and action = 'update' and before = '{}'::jsonb`.execute(
    tx,
  );
}

/** Fields of the organization's pins that stand. */
async function pinnedFields(tx: Tx): Promise<MappingTarget[]> {
  const { rows } = await sql<{
    field: string;
  }>`select distinct field from pins where lifted_at is null`.execute(tx);
  return MAPPING_TARGETS.filter((target) => rows.some(({ field }) => field === target));
}

async function putBack(tx: Tx, batchId: number, field: MappingTarget): Promise<number[]> {
  const column = sql.ref(FIELD_COLUMNS[field]);
  const derived = DERIVED[field];
  const key = derived === undefined ? sql`` : sql`, ${sql.ref(derived)} = m.${sql.ref(derived)}`;
  const { rows } = await sql<{ ord: number }>`
    update changes c set ${column} = m.${column}${key}, before = c.before - ${sql.lit(FIELD_COLUMNS[field])}
    from pins p join members m on m.id = p.member_id
    where p.field = ${field} and p.lifted_at is null and c.batch_id = ${batchId} and c.member_id = p.member_id
      and c.status is not null and c.action in ('update', 'advance', 'link', 'deactivate', 'reactivate')
      and c.${column} is distinct from m.${column}
    returning c.ord`.execute(tx);
  return rows.map(({ ord }) => ord);
}

/** Of one name pinned and the other new the key is neither the member's nor the draft's. */
export async function deriveNames(tx: Tx, batchId: number, ords: readonly number[]): Promise<void> {
  if (ords.length === 0) return;
  const { rows } = await sql<{ ord: number; first_name: string | null; last_name: string | null }>`
    select ord, first_name, last_name from changes
    where batch_id = ${batchId} and ord = any (${ords}::bigint[])`.execute(tx);
  const keys = rows.map(({ first_name, last_name }) => nameKey(first_name, last_name) ?? null);
  await sql`
    update changes c set name_key = k.key
    from unnest(${rows.map(({ ord }) => ord)}::bigint[], ${keys}::text[]) k (ord, key)
    where c.batch_id = ${batchId} and c.ord = k.ord`.execute(tx);
}

import type { MappingTarget } from "@muster/connector-sdk";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { DERIVED, FIELD_COLUMNS } from "../field-columns.ts";
import { nameKey } from "../mapped-columns.ts";

type Kept = MappingTarget | "attributes";
type Note = (field: Kept, rows: readonly { ord: number }[]) => void;

/**
 * Keeps fields of a draft as they are stored: `putBack` writes them and notes the rows that it wrote. A row that had
 * nothing else says that the record is unchanged, and its fingerprint is remembered, so that nobody looks at it again
 * for what is kept.
 */
export async function keepStored(
  tx: Tx,
  batchId: number,
  putBack: (note: Note) => Promise<void>,
): Promise<void> {
  const [touched, renamed] = [new Set<number>(), new Set<number>()];
  await putBack((field, rows) => {
    for (const { ord } of rows) {
      touched.add(ord);
      if (field !== "attributes" && DERIVED[field] === "name_key") renamed.add(ord);
    }
  });
  await deriveNames(tx, batchId, [...renamed]);
  await dropEmptied(tx, batchId, [...touched]);
}

/** Rows that were to change nothing but what was put back say that their record is unchanged. */
export async function dropEmptied(tx: Tx, batchId: number, ords: readonly number[]): Promise<void> {
  if (ords.length === 0) return;
  await sql`
    update changes set action = 'skip', reason = 'unchanged', before = null
    where batch_id = ${batchId} and ord = any (${ords}::bigint[]) and action = 'update'
      and before = '{}'::jsonb`.execute(tx);
}

/** Of a change `c` and its member `m`: whether the change writes the member, and with another value of the field. */
export function movesField(field: Kept): RawBuilder<boolean> {
  const column = columnOf(field);
  return sql<boolean>`(c.member_id = m.id and c.status is not null
      and c.action in ('update', 'advance', 'link', 'deactivate', 'reactivate')
      and c.${column} is distinct from m.${column})`;
}

/** Of the same two: the field as it is stored, with what is derived from it. */
export function putBackColumn(field: MappingTarget): RawBuilder<unknown> {
  const column = columnOf(field);
  const derived = DERIVED[field];
  const key = derived === undefined ? sql`` : sql`, ${sql.ref(derived)} = m.${sql.ref(derived)}`;
  return sql`${column} = m.${column}${key}, before = c.before - ${sql.lit(FIELD_COLUMNS[field])}`;
}

function columnOf(field: Kept): RawBuilder<unknown> {
  return sql.ref(field === "attributes" ? field : FIELD_COLUMNS[field]);
}

/** Of one name kept and the other new the key is neither the member's nor the draft's. */
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

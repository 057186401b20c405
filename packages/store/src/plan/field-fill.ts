import type { MappingTarget } from "@muster/connector-sdk";
import type { FieldFill } from "@muster/roster";
import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { DERIVED, FIELD_COLUMNS, FIELDS } from "../field-columns.ts";

/** How many of the people of a read had a value, by field. Leavers are left out: many systems blank them. */
export interface Fill {
  people: number;
  filled: Partial<Record<MappingTarget, number>>;
}

/** In points of those who were there before: fewer of them cannot make up a fall of the rule's size. */
const WORTH_A_LOOK = 1;

/** Counts what a full read brought, in one pass over what it staged. */
export async function countFill(tx: Tx, runId: number): Promise<Fill> {
  const counts = sql.join(FIELDS.map(([, column]) => sql`count(${sql.ref(column)}) as ${sql.ref(column)}`));
  const { rows } = await sql<Record<string, number>>`
    select count(*) as people, ${counts} from staging
    where run_id = ${runId} and kind = 'read' and employment <> 'terminated'`.execute(tx);
  const row = rows[0] ?? {};
  const filled = Object.fromEntries(FIELDS.map(([field, column]) => [field, row[column] ?? 0]));
  return { people: row["people"] ?? 0, filled };
}

/**
 * Fields whose share fell since the last applied full read, counted among the people present in both: what each of
 * them has, and what this read says. A field that was not returned says nothing, which is what a lost right looks like.
 */
export async function fallenFields(
  tx: Tx,
  input: { runId: number; integrationId: number; before: Fill | null; now: Fill },
): Promise<FieldFill[]> {
  const { before, now } = input;
  if (before === null || before.people === 0 || now.people === 0) return [];
  const filled = (fill: Fill, field: MappingTarget): number => fill.filled[field] ?? 0;
  const share = (fill: Fill, field: MappingTarget): number => (100 * filled(fill, field)) / fill.people;
  const empty = (fill: Fill, field: MappingTarget): number => fill.people - filled(fill, field);
  const point = before.people / 100;
  // Joiners who have a value lift the share over whoever lost theirs; they take away nobody who has none.
  const fallen = FIELDS.filter(
    ([field]) =>
      share(before, field) - share(now, field) > WORTH_A_LOOK ||
      empty(now, field) - empty(before, field) > WORTH_A_LOOK * point,
  );
  if (fallen.length === 0) return [];
  const counts = fallen.map(
    ([, column]) =>
      sql`count(m.${sql.ref(column)}) as ${sql.ref(`${column}_before`)}, count(s.${sql.ref(column)}) as ${sql.ref(column)}`,
  );
  const { rows } = await withHashJoins(tx, () =>
    sql<Record<string, number>>`
    select count(*) as people, ${sql.join(counts)}
    from (select * from staging where run_id = ${input.runId} and kind = 'read' and employment <> 'terminated') s
    join identities i on i.integration_id = ${input.integrationId} and i.external_id = s.external_id
    join members m on m.id = i.member_id`.execute(tx),
  );
  const row = rows[0] ?? {};
  return fallen.map(([field, column]) => ({
    field,
    people: row["people"] ?? 0,
    before: row[`${column}_before`] ?? 0,
    after: row[column] ?? 0,
  }));
}

/**
 * Takes the emptying of these fields out of a plan: they stay at their last values. A row that had nothing else goes,
 * and no fingerprint of such a record is remembered, so that the next run looks at it again.
 */
export async function keepFields(tx: Tx, batchId: number, fields: readonly MappingTarget[]): Promise<void> {
  if (fields.length === 0) return;
  for (const field of fields) {
    const column = sql.ref(FIELD_COLUMNS[field]);
    const name = sql.lit(FIELD_COLUMNS[field]);
    const derived = DERIVED[field];
    const key = derived === undefined ? sql`` : sql`, ${sql.ref(derived)} = m.${sql.ref(derived)}`;
    await sql`
      update changes c set ${column} = m.${column}${key}, before = c.before - ${name}, fingerprint = null
      from members m
      where c.batch_id = ${batchId} and m.id = c.member_id and c.${column} is null and m.${column} is not null
        and c.before ? ${name}`.execute(tx);
  }
  await sql`
    delete from changes where batch_id = ${batchId} and action = 'update' and before = '{}'::jsonb
      and fingerprint is null`.execute(tx);
}

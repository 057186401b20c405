import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** A row of what a run changed, or of what it would change while its batch is a plan. */
export interface RunChange {
  batchId: number;
  ord: number;
  action: string;
  memberId: number | null;
  externalId: string | null;
  workEmail: string | null;
  displayName: string | null;
  reason: string | null;
  /** The changed fields only, as they were; null where nothing was before. */
  before: Record<string, unknown> | null;
  /** The same fields as they are afterwards; of a new member all that have a value. */
  after: Record<string, unknown> | null;
  /** False: a plan. */
  applied: boolean;
}

/** Columns of a change that are no field of a person. */
const NO_FIELDS = `array['batch_id', 'ord', 'org_id', 'member_id', 'integration_id', 'external_id', 'action',
  'member_version', 'fingerprint', 'email_key', 'name_key', 'before', 'reason', 'cause', 'no_seat']`;

/** Of a change row `c`: what its fields are afterwards. */
export const AFTER = sql.raw(`case
  when c.action = 'create' then jsonb_strip_nulls(to_jsonb(c) - ${NO_FIELDS})
  when c.before is not null then (select jsonb_object_agg(k, to_jsonb(c) -> k) from jsonb_object_keys(c.before) k)
end`);

/**
 * What a run did or would do to whom, with what a person approved of it, in the order in which it was done, from after
 * a position on. Rows that only carry
 * a new fingerprint are left out: they change nothing that a person could see.
 */
export async function listRunChanges(
  tx: Tx,
  input: { runId: number; after: { batchId: number; ord: number }; limit: number },
): Promise<RunChange[]> {
  const { runId, after, limit } = input;
  const { rows } = await sql<RunChange>`
    select c.batch_id as "batchId", c.ord, c.action, c.member_id as "memberId", c.external_id as "externalId",
      c.work_email as "workEmail", coalesce(c.display_name, nullif(concat_ws(' ', c.first_name, c.last_name), ''))
        as "displayName",
      c.reason, c.before, ${AFTER} as after, b.seq is not null as applied
    from batches b join changes c on c.batch_id = b.id
    where b.run_id = ${runId} and b.kind <> 'undo' and (c.batch_id, c.ord) > (${after.batchId}, ${after.ord})
      and not (c.action = 'skip' and c.reason is not distinct from 'unchanged')
    order by c.batch_id, c.ord limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, before: named(row.before), after: named(row.after) }));
}

/** Fields by the names that they have everywhere but in the database. */
export function named(fields: Record<string, unknown> | null): Record<string, unknown> | null {
  if (fields === null) return null;
  const name = (column: string): string =>
    column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(fields).map(([column, value]) => [name(column), value]));
}

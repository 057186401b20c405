import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What kinds of rows a batch has. */
export interface BatchKinds {
  has: (...actions: readonly string[]) => boolean;
  /** Integrations whose records it speaks of. */
  integrations: readonly number[];
}

/**
 * Finds it in one pass: statements for rows that it has none of are left out. Of a first load, where everybody is a
 * `create`, each of them would read a hundred thousand rows for nothing.
 */
export async function kindsOf(tx: Tx, batchId: number): Promise<BatchKinds> {
  const { rows } = await sql<{ action: string; integrationId: number | null }>`
    select action, integration_id as "integrationId" from changes where batch_id = ${batchId} group by 1, 2`.execute(
    tx,
  );
  const actions = new Set(rows.map(({ action }) => action));
  return {
    has: (...some) => some.some((action) => actions.has(action)),
    integrations: [...new Set(rows.flatMap(({ integrationId }) => integrationId ?? []))],
  };
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/**
 * The actions of a batch's rows, found in one pass: statements for those that it has none of are left out. Of a first
 * load, where everybody is a `create`, each of them would read a hundred thousand rows for nothing.
 */
export async function actionsIn(tx: Tx, batchId: number): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ action: string }>`
    select distinct action from changes where batch_id = ${batchId}`.execute(tx);
  return new Set(rows.map(({ action }) => action));
}

/** Whether any of these is among them. */
export function hasAny(actions: ReadonlySet<string>, ...some: readonly string[]): boolean {
  return some.some((action) => actions.has(action));
}

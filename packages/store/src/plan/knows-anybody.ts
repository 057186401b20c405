import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/**
 * Whether a plan can speak of anybody who was known before: a record of this integration or a member of the
 * organization. A first load cannot, and is spared every look at what only they have.
 */
export async function knowsAnybody(
  tx: Tx,
  { orgId, integrationId }: { orgId: number; integrationId: number },
): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from identities where integration_id = ${integrationId})
      or exists (select from members where org_id = ${orgId}) as known`.execute(tx);
  return rows[0]?.known ?? true;
}

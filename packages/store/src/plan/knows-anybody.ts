import { type RawBuilder, sql } from "kysely";
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
    select (select true from identities where integration_id = ${integrationId} order by external_id limit 1)
      or ${anyMember(sql`${orgId}`)} as known`.execute(tx);
  return rows[0]?.known ?? false;
}

/**
 * Whether an organization has a member; null where not. In an order that an index has: to find just any the planner
 * would read the table from its start, through all the customers who came first (measured).
 */
export function anyMember(orgId: RawBuilder<unknown>): RawBuilder<boolean | null> {
  return sql`(select true from members where org_id = ${orgId} order by name_key limit 1)`;
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/**
 * Whom somebody removed from the database behind our back is no new person and no leaver: their records stay linked,
 * for whoever restores them, and wait as skipped. Nobody is made anew by them. What was said before is not said again.
 */
export async function skipRemoved(tx: Tx, batchId: number): Promise<void> {
  const removed = sql`c.batch_id = ${batchId} and c.member_id is not null and c.member_version is null
    and c.action <> 'create' and not exists (select from members m where m.id = c.member_id)
    and not exists (select from changes k
      where k.batch_id = c.batch_id and k.action = 'create' and k.member_id = c.member_id)`;
  const { rows } = await sql`select from changes c where ${removed} limit 1`.execute(tx);
  if (rows.length === 0) return;
  await sql`
    delete from changes c using identities i
    where ${removed} and i.integration_id = c.integration_id and i.external_id = c.external_id
      and i.decision = 'skip' and i.reason = 'memberMissing'`.execute(tx);
  await sql`
    update changes c set action = 'skip', reason = 'memberMissing', claim = i.claim, employment = i.employment,
      status = null, cause = null, before = null, fingerprint = null
    from identities i
    where ${removed} and i.integration_id = c.integration_id and i.external_id = c.external_id`.execute(tx);
}

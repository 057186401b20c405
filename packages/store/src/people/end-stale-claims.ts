import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/**
 * Ends what silent sources still claim of the members whom an approval of these holds takes out. A source that speaks
 * again and shows the person employed claims them anew, and they come back like anybody who is employed again.
 */
export async function endStaleClaims(
  tx: Tx,
  batchId: number,
  holdIds: readonly number[],
  silent: readonly number[],
): Promise<void> {
  if (silent.length === 0) return;
  await sql`
    insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, member_id, action,
      member_version, claim, employment, role, start_date, before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId})
        + row_number() over (order by i.integration_id, i.external_id),
      i.org_id, i.integration_id, i.external_id, i.person_id, i.member_id, 'update', m.version, 'left', i.employment,
      m.role, i.start_date, jsonb_build_object('claim', i.claim), 'staleClaim'
    from identities i join members m on m.id = i.member_id
    where i.claim in ('employed', 'suspect') and i.integration_id = any (${[...silent]}::bigint[])
      and i.member_id in (select member_id from holds
        where id = any (${[...holdIds]}::bigint[]) and code = 'staleClaim')
      and not exists (select from changes c where c.batch_id = ${batchId}
        and c.integration_id = i.integration_id and c.external_id = i.external_id)`.execute(tx);
}

import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { draftLate, type LateInput, lateLeavers } from "./late-leavers.ts";

/**
 * Adds to a draft, with the reason `nobodyClaims`, the people whom this source let go of while another still claimed
 * them, where a person ended that other claim since: no source says anything more of them. Each waits for a person.
 * Where no integration was ever deleted and no record taken off its member it costs two looks at small tables.
 */
export async function draftUnclaimed(tx: Tx, input: LateInput): Promise<void> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from integrations where deleted_at is not null)
      or exists (select from keep_apart) as found`.execute(tx);
  if (!rows[0]?.found) return;
  const unclaimed = sql`
    select distinct h.member_id from identities h join members m on m.id = h.member_id and m.status <> 'deactivated'
    where h.integration_id = ${input.integrationId} and h.claim = 'left'
      and not exists (select from overrides v where v.member_id = h.member_id and v.ended_at is null)`;
  await withHashJoins(tx, () => draftLate(tx, input, lateLeavers(input, unclaimed), "nobodyClaims"));
}

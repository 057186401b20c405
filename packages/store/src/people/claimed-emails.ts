import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** The member whom a record speaks for, with the work e-mail that they have. */
export interface ClaimedEmail {
  memberId: number;
  emailKey: string | null;
}

/** Of the members whom an integration claims: the folded work e-mail by external id, but for those who are pinned. */
export async function claimedEmails(tx: Tx, integrationId: number): Promise<Map<string, ClaimedEmail>> {
  const { rows } = await sql<ClaimedEmail & { externalId: string }>`
    select i.external_id as "externalId", m.id as "memberId", m.email_key as "emailKey"
    from identities i join members m on m.id = i.member_id
    where i.integration_id = ${integrationId} and i.claim in ('employed', 'suspect')
      and not exists (select from pins p
        where p.member_id = m.id and p.field = 'workEmail' and p.lifted_at is null)`.execute(tx);
  return new Map(rows.map(({ externalId, ...email }) => [externalId, email]));
}

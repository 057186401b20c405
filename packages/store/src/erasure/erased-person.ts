import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { KnownBy } from "./erasures.ts";

/** Somebody who is about to be erased: all that finds their rows. */
export interface ErasedPerson {
  memberId: number;
  emailKey: string | null;
  records: ({ integrationId: number } & KnownBy)[];
}

/** Of records that are no member those go along of which their source, or whoever decided it, says that they are theirs. */
export async function readPerson(tx: Tx, memberId: number): Promise<ErasedPerson> {
  const { rows } = await sql<ErasedPerson["records"][number]>`
    select i.integration_id as "integrationId", i.external_id as "externalId", i.person_id as "personId",
      m.org_member_id as "orgMemberId", m.email_key as "emailKey", m.name_key as "nameKey"
    from members m join identities i on i.org_id = m.org_id and (i.member_id = m.id
      or (i.member_id is null and (exists (
          select from identities o where o.member_id = m.id and o.integration_id = i.integration_id
            and o.person_id = i.person_id)
          or exists (
          select from conflicts k where k.integration_id = i.integration_id and k.external_id = i.external_id
            and k.member_id = m.id and k.state = 'decided' and k.decision = 'same'))
        and not exists (select from keep_apart a where a.integration_id = i.integration_id
          and a.external_id = i.external_id and a.member_id = m.id)))
    where m.id = ${memberId}
    order by 1, 2`.execute(tx);
  const { rows: members } = await sql<{ emailKey: string | null }>`
    select email_key as "emailKey" from members where id = ${memberId}`.execute(tx);
  return { memberId, emailKey: members[0]?.emailKey ?? null, records: rows };
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";

/**
 * What a person said shall be ignored changes nothing, and nobody is asked again: a new record stays out (while it wants the address that it was ignored for), an id that
 * became somebody else's moves nobody, and of a wish for somebody else's address only the rest is applied.
 */
export async function obeyDecisions(tx: Tx, input: PlanInput): Promise<void> {
  const { batchId, integrationId } = input;
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from conflicts where integration_id = ${integrationId} and state = 'decided'
      and decision = 'ignore') as found`.execute(tx);
  if (!rows[0]?.found) return;
  const ignored = sql`
    from conflicts k where k.integration_id = ${integrationId} and k.state = 'decided' and k.decision = 'ignore'
      and c.batch_id = ${batchId} and c.external_id = k.external_id`;
  await sql`
    update changes c set action = 'skip', reason = 'ignored', member_id = null, claim = null, status = null,
      role = null, fingerprint = null ${ignored} and c.action = 'create'
      -- With another address they want nobody's.
      and (k.kind <> 'emailTaken' or c.email_key = k.evidence ->> 'emailKey')`.execute(tx);
  await sql`
    update changes c set action = 'skip', reason = 'ignored', before = null, fingerprint = null,
      claim = coalesce(c.before ->> 'claim', c.claim) ${ignored} and k.kind = 'idReused'
      and c.action in ('update', 'advance', 'reactivate') and c.email_key = k.evidence ->> 'emailKey'`.execute(
    tx,
  );
  await sql`
    update changes c set work_email = c.before ->> 'work_email', email_key = m.email_key,
      before = c.before - 'work_email'
    from conflicts k, members m
    where k.integration_id = ${integrationId} and k.state = 'decided' and k.decision = 'ignore'
      and k.kind = 'emailTaken' and c.batch_id = ${batchId} and c.external_id = k.external_id
      and m.id = c.member_id and c.before ? 'work_email' and c.email_key = k.evidence ->> 'emailKey'`.execute(
    tx,
  );
  await sql`
    delete from changes c using identities i
    where c.batch_id = ${batchId} and c.action = 'skip' and c.reason = 'ignored'
      and i.integration_id = c.integration_id and i.external_id = c.external_id
      and i.decision = 'skip' and i.reason = 'ignored'`.execute(tx);
}

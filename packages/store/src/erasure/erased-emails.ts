import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { markConflicts } from "../plan/mark-conflicts.ts";
import { loadErasures } from "./erasures.ts";
import type { SuppressionOwner } from "./suppression-key.ts";

/**
 * Turns joiners of a draft who come with an erased person's work e-mail into conflicts: the address alone does not
 * say that they are the same person, and a person has to: whoever answers that they are another one lets them in.
 */
export async function holdErasedEmails(
  tx: Tx,
  owner: SuppressionOwner,
  { batchId, integrationId }: { batchId: number; integrationId: number },
): Promise<void> {
  const erasures = await loadErasures(tx, owner, integrationId);
  if (!erasures) return;
  const { rows } = await sql<{ ord: number; emailKey: string }>`
    select ord, email_key as "emailKey" from changes
    where batch_id = ${batchId} and action = 'create' and email_key is not null and not exists (
      select from conflicts k where k.integration_id = ${integrationId} and k.external_id = changes.external_id
        and k.kind = 'erasedEmail' and k.state = 'decided' and k.decision = 'different'
        and k.evidence ->> 'emailKey' = changes.email_key)`.execute(tx);
  const known = rows.filter(({ emailKey }) => erasures.hadEmail(emailKey));
  await markConflicts(
    tx,
    batchId,
    "erasedEmail",
    known.map(({ ord }) => ({ ord, rivalId: null })),
  );
}

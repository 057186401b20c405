import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import type { Conflict } from "../people/conflicts.ts";
import type { PersonAct } from "../people/person-act.ts";
import { blankHistory, blankPerson, blankStaged, removeRecords } from "./blank-person.ts";
import { emailHash } from "./erasures.ts";
import { openSuppressionKey, type SuppressionOwner } from "./suppression-key.ts";
import { suppress } from "./suppressions.ts";

/** A record that raised the question whether it is an erased person's, by what the question says of it. */
type Asked = Pick<Conflict, "id" | "integration" | "externalId">;

/**
 * Erases a record of somebody who was erased before: it has their work e-mail, and a person says that it is theirs.
 * Later syncs count it as present. Fails with `notErased` where the address was lifted meanwhile.
 */
export async function eraseRecord(
  tx: Tx,
  owner: SuppressionOwner,
  act: PersonAct,
  { id, integration, externalId }: Asked,
): Promise<void> {
  const memberId = await erasedBehind(tx, owner, id);
  if (memberId === undefined) {
    throw new StoreError(`Nobody who was erased is known any more by the address of conflict ${id}.`, {
      code: "notErased",
      fix: "Answer --different; the next sync makes a member of the record.",
    });
  }
  // As with any erasure: nobody who plans at present commits with what they have read.
  await sql`update runs set erased_meanwhile = true where ended_at is null`.execute(tx);
  const { rows } = await sql<{ personId: string | null }>`
    select person_id as "personId" from identities
    where integration_id = ${integration.id} and external_id = ${externalId}`.execute(tx);
  const record = { integrationId: integration.id, externalId, personId: rows[0]?.personId };
  const person = { memberId, emailKey: null, records: [record] };
  await suppress(tx, owner, act, person);
  await blankStaged(tx, owner, person);
  await blankHistory(tx, person);
  await blankPerson(tx, act, person);
  await removeRecords(tx, person);
}

/** Whose address a conflict is about: of the address only a hash is kept with the person. */
async function erasedBehind(
  tx: Tx,
  owner: SuppressionOwner,
  conflictId: number,
): Promise<number | undefined> {
  const key = await openSuppressionKey(tx, owner);
  const { rows: asked } = await sql<{ emailKey: string | null; hash: string | null }>`
    select evidence ->> 'emailKey' as "emailKey", evidence ->> 'emailHash' as hash
    from conflicts where id = ${conflictId}`.execute(tx);
  const [about] = asked;
  if (!key || !about) return undefined;
  const hash = about.emailKey === null ? about.hash : emailHash(key, about.emailKey);
  const { rows } = await sql<{ memberId: number }>`
    select member_id as "memberId" from suppressions
    where kind = 'email' and hash = ${hash} and lifted_at is null order by id limit 1`.execute(tx);
  return rows[0]?.memberId;
}

/** Keeps of a conflict that is ignored what an answer would need one day, and nothing that names anybody. */
export async function blankQuestion(tx: Tx, owner: SuppressionOwner, conflictId: number): Promise<void> {
  const key = await openSuppressionKey(tx, owner);
  const { rows } = await sql<{ emailKey: string | null }>`
    select evidence ->> 'emailKey' as "emailKey" from conflicts where id = ${conflictId}`.execute(tx);
  const emailKey = rows[0]?.emailKey;
  if (!key || !emailKey) return;
  await sql`
    update conflicts set evidence = ${JSON.stringify({ emailHash: emailHash(key, emailKey) })}
    where id = ${conflictId}`.execute(tx);
}

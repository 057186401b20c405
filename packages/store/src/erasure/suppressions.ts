import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { PersonAct } from "../people/person-act.ts";
import type { ErasedPerson } from "./erased-person.ts";
import { emailHash, hashesOf, type SuppressionKind } from "./erasures.ts";
import {
  ensureSuppressionKey,
  openSuppressionKey,
  keyedHash,
  type SuppressionOwner,
} from "./suppression-key.ts";
import { StoreError } from "../errors.ts";
import { writeAudit } from "../people/audit.ts";
import { waitForApplyLock } from "../apply/lock.ts";

/** Remembers an erased person by hashes of what their sources know them by. */
export async function suppress(
  tx: Tx,
  owner: SuppressionOwner,
  act: PersonAct,
  { memberId, emailKey, records }: ErasedPerson,
): Promise<void> {
  const key = await ensureSuppressionKey(tx, owner, act.now);
  const rows: { source: number | null; kind: SuppressionKind; hash: string }[] = records.flatMap((record) =>
    hashesOf(key, record).map((hash) => ({ source: record.integrationId, ...hash })),
  );
  if (emailKey !== null) rows.push({ source: null, kind: "email", hash: emailHash(key, emailKey) });
  await sql`
    insert into suppressions (org_id, integration_id, kind, hash, member_id, created_at, created_by)
    select distinct ${act.orgId}::integer, s.source, s.kind, s.hash, ${memberId}::bigint, ${act.now}::timestamptz,
      ${act.actor}
    from unnest(${rows.map(({ source }) => source)}::bigint[], ${rows.map(({ kind }) => kind)}::text[],
      ${rows.map(({ hash }) => hash)}::text[]) s (source, kind, hash)`.execute(tx);
}

/** An erased person whom somebody asks for by what their source calls them. */
export interface ErasedRecord {
  memberId: number;
  /** Null: by the work e-mail. */
  integration: { id: number; name: string } | null;
  erasedAt: Date;
}

/** Who was erased and had this external id, or else this work e-mail. No data: there is none. */
export async function findErased(
  tx: Tx,
  owner: SuppressionOwner,
  by: { text: string; emailKey: string },
): Promise<ErasedRecord[]> {
  const key = await openSuppressionKey(tx, owner);
  if (!key) return [];
  const { rows } = await sql<ErasedRecord>`
    select s.member_id as "memberId", s.created_at as "erasedAt",
      case when n.id is not null then jsonb_build_object('id', n.id, 'name', n.name) end as integration
    from suppressions s left join integrations n on n.id = s.integration_id
    where s.lifted_at is null and ((s.kind = 'record' and s.hash = ${keyedHash(key, ["record", by.text])})
      or (s.kind = 'email' and s.hash = ${emailHash(key, by.emailKey)}))
    order by s.id`.execute(tx);
  return rows;
}

/** Whose suppression ends: that of one record and its person, or only that of an address. */
export type Lift = ({ integrationId: number; externalId: string } | { emailKey: string }) & {
  reason: string;
};

/**
 * Lets somebody come back who was erased: by a record all that recognises its person ends, and the next full sync
 * makes a new member of them; by an address only the question that it raises. Gives how many hashes ended. Fails
 * with `notErased`.
 */
export async function liftSuppression(
  tx: Tx,
  keyring: SuppressionOwner["keyring"],
  act: PersonAct,
  lift: Lift,
): Promise<number> {
  await waitForApplyLock(tx, act.orgId);
  const key = await openSuppressionKey(tx, { orgId: act.orgId, keyring });
  const whose =
    key &&
    ("emailKey" in lift
      ? sql`kind = 'email' and hash = ${emailHash(key, lift.emailKey)}`
      : sql`member_id in (select member_id from suppressions where lifted_at is null and kind = 'record'
          and integration_id = ${lift.integrationId} and hash = ${keyedHash(key, ["record", lift.externalId])})`);
  const { rows } = whose
    ? await sql<{ memberId: number; source: number | null }>`
        update suppressions set lifted_at = ${act.now}, lifted_by = ${act.actor}, lift_reason = ${lift.reason}
        where lifted_at is null and ${whose}
        returning member_id as "memberId", integration_id as source`.execute(tx)
    : { rows: [] };
  if (rows.length === 0) throw notErased();
  // The vendor need not tell of them again: only a full read is sure to see them.
  const sources = rows.flatMap(({ source }) => source ?? []);
  await sql`update integrations set watermark = null where id = any (${sources}::bigint[])`.execute(tx);
  for (const memberId of new Set(rows.map((row) => row.memberId))) {
    await writeAudit(tx, {
      ...act,
      act: "members.liftErasure",
      subject: `member:${memberId}`,
      detail: { by: "emailKey" in lift ? "email" : "record", reason: lift.reason },
    });
  }
  return rows.length;
}

function notErased(): StoreError {
  return new StoreError("Nobody who was erased is known by that, or it was lifted already.", {
    code: "notErased",
    fix: "Name the integration and the id in the HR system exactly as that system has them, or the work e-mail.",
  });
}

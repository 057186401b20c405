import { createHmac, createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { isStoreError, StoreError } from "../errors.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { openSecret, type SecretPlace, sealSecret } from "../secrets/seal.ts";
import { isSealedSecret } from "../secrets/sealed-secret.ts";

/** Whose hashes they are, and what opens their key. */
export interface SuppressionOwner {
  orgId: number;
  keyring: Keyring;
}

/**
 * The key of the organization's hashes, or undefined where nobody was ever erased. One that an older master key
 * sealed is sealed by the present one on this occasion, so that the older one can go. Fails with the codes of
 * `openSecret`: without the key nobody could say who was erased.
 */
export async function openSuppressionKey(tx: Tx, owner: SuppressionOwner): Promise<KeyObject | undefined> {
  const { orgId, keyring } = owner;
  const { rows } = await sql<{ sealed: unknown }>`
    select sealed from suppression_keys where org_id = ${orgId}`.execute(tx);
  const [row] = rows;
  if (!row) return undefined;
  const secret = unseal(owner, row.sealed);
  if (!isSealedSecret(row.sealed) || row.sealed.check !== keyring.sealing.check) {
    await sql`
      update suppression_keys set sealed = ${JSON.stringify(sealSecret(keyring, placeOf(orgId), secret))}
      where org_id = ${orgId}`.execute(tx);
  }
  return createSecretKey(Buffer.from(secret, "base64"));
}

/** The key, made with the first erasure. */
export async function ensureSuppressionKey(tx: Tx, owner: SuppressionOwner, now: Date): Promise<KeyObject> {
  const { orgId, keyring } = owner;
  const secret = randomBytes(32).toString("base64");
  await sql`
    insert into suppression_keys (org_id, sealed, created_at)
    values (${orgId}, ${JSON.stringify(sealSecret(keyring, placeOf(orgId), secret))}, ${now})
    on conflict (org_id) do nothing`.execute(tx);
  const key = await openSuppressionKey(tx, owner);
  if (!key) throw new RangeError(`no organization ${orgId}`);
  return key;
}

/** A keyed hash of what somebody is known by: without the key nobody can try values against it. */
export function keyedHash(key: KeyObject, parts: readonly string[]): string {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest("base64url");
}

/** Of no integration: it belongs to the organization. */
function placeOf(orgId: number): SecretPlace {
  return { orgId, integrationId: "none", field: "suppressionKey" };
}

function unseal({ orgId, keyring }: SuppressionOwner, sealed: unknown): string {
  try {
    return openSecret(keyring, placeOf(orgId), sealed);
  } catch (error) {
    if (!isStoreError(error)) throw error;
    throw new StoreError("The key by which erased people are recognised cannot be opened.", {
      code: error.code,
      fix: "The operator gives the master key that sealed it again, or restores the row from a backup: without it a sync could bring erased people back.",
      cause: error,
    });
  }
}

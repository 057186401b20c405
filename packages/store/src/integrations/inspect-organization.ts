import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { openSuppressionKey, type SuppressionOwner } from "../erasure/suppression-key.ts";
import { isStoreError } from "../errors.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { openSecret } from "../secrets/seal.ts";

/** How an organization's data holds together. Counts only. */
export interface OrganizationHealth {
  /** Stored secrets that the keyring opens. */
  opened: number;
  /** Those it does not, by the code of why. */
  sealedShut: Record<string, number>;
  /** Identities and applied changes whose member is missing. */
  orphans: number;
}

/** Tries every stored secret, keeps none, and counts rows that point at no member: no foreign key guards them. */
export async function inspectOrganization(
  tx: Tx,
  keyring: Keyring,
  orgId: number,
): Promise<OrganizationHealth> {
  const health: OrganizationHealth = { opened: 0, sealedShut: {}, orphans: await countOrphans(tx) };
  const { rows } = await sql<{ integrationId: number; field: string; sealed: unknown }>`
    select integration_id as "integrationId", field, sealed from credentials`.execute(tx);
  for (const { integrationId, field, sealed } of rows) {
    try {
      openSecret(keyring, { orgId, integrationId, field }, sealed);
      health.opened += 1;
    } catch (error) {
      if (!isStoreError(error)) throw error;
      health.sealedShut[error.code] = (health.sealedShut[error.code] ?? 0) + 1;
    }
  }
  await trySuppressionKey(tx, { orgId, keyring }, health);
  return health;
}

/** The key by which erased people are recognised: what seals it may be newer after this look. */
async function trySuppressionKey(tx: Tx, owner: SuppressionOwner, health: OrganizationHealth): Promise<void> {
  try {
    if (await openSuppressionKey(tx, owner)) health.opened += 1;
  } catch (error) {
    if (!isStoreError(error)) throw error;
    health.sealedShut[error.code] = (health.sealedShut[error.code] ?? 0) + 1;
  }
}

async function countOrphans(tx: Tx): Promise<number> {
  const { rows } = await sql<{ orphans: number }>`
    select
      (select count(*) from identities i
        where i.member_id is not null and not exists (select from members m where m.id = i.member_id))
      + (select count(*) from changes c join batches b on b.id = c.batch_id
        where b.seq is not null and c.member_id is not null
          and not exists (select from members m where m.id = c.member_id)) as orphans`.execute(tx);
  return rows[0]?.orphans ?? 0;
}

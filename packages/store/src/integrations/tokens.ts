import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { openSecret, sealSecret } from "../secrets/seal.ts";

/** The tokens of an integration that signs in by OAuth, opened. */
export interface SavedTokens {
  /** Null for a way to sign in that has none. */
  refreshToken: string | null;
  /** Null before the first exchange, and after credentials or the address were replaced. */
  accessToken: string | null;
  /** From when on a new access token is asked for; null where the vendor does not say. */
  renewAt: Date | null;
}

/** Whose tokens they are, and what opens them. */
export interface TokenOwner {
  orgId: number;
  integrationId: number;
  keyring: Keyring;
}

/** The secret of an auth method that exchanges replace. */
const REFRESH_TOKEN = "refreshToken";
/** No secret of a method is named so: those are plain words. */
const ACCESS_TOKEN = "oauth:accessToken";

interface Row {
  field: string;
  sealed: unknown;
  renewAt: Date | null;
}

export async function readTokens(tx: Tx, owner: TokenOwner): Promise<SavedTokens> {
  const { rows } = await sql<Row>`
    select field, sealed, renew_at as "renewAt" from credentials
    where integration_id = ${owner.integrationId} and field in (${REFRESH_TOKEN}, ${ACCESS_TOKEN})`.execute(
    tx,
  );
  return openTokens(owner, rows);
}

/**
 * The tokens, with all credentials of the integration locked until the transaction ends: no other exchange runs, and
 * nobody replaces the credentials. A holder that does nothing for a minute (frozen, or cut off) loses the lock.
 */
export async function lockTokens(tx: Tx, owner: TokenOwner): Promise<SavedTokens> {
  await sql`set local idle_in_transaction_session_timeout = '60s'`.execute(tx);
  const lock = sql`
    select from credentials where integration_id = ${owner.integrationId} order by field for update`;
  const { rows } = await lock.execute(tx);
  // Rows that were replaced while this waited are gone, and their successors are not in its snapshot.
  if (rows.length === 0) await lock.execute(tx);
  // Nor is an access token that whoever held the lock has added: it takes another statement to see it.
  return readTokens(tx, owner);
}

/** Under `lockTokens`. */
export async function saveTokens(tx: Tx, owner: TokenOwner, tokens: SavedTokens): Promise<void> {
  const { refreshToken, accessToken, renewAt } = tokens;
  if (refreshToken !== null) {
    await sql`
      update credentials set sealed = ${seal(owner, REFRESH_TOKEN, refreshToken)}, rotated_at = now()
      where integration_id = ${owner.integrationId} and field = ${REFRESH_TOKEN}`.execute(tx);
  }
  if (accessToken === null) return;
  await sql`
    insert into credentials (org_id, integration_id, field, sealed, issued, renew_at)
    values (${owner.orgId}, ${owner.integrationId}, ${ACCESS_TOKEN}, ${seal(owner, ACCESS_TOKEN, accessToken)},
      true, ${renewAt})
    on conflict (org_id, integration_id, field) do update
    set sealed = excluded.sealed, renew_at = excluded.renew_at, rotated_at = now()`.execute(tx);
}

/** Drops what the vendor at the old address has issued: it is not for whoever answers at the new one. */
export async function dropIssuedTokens(tx: Tx, integrationId: number): Promise<void> {
  await sql`delete from credentials where integration_id = ${integrationId} and issued`.execute(tx);
}

function seal({ keyring, orgId, integrationId }: TokenOwner, field: string, token: string): string {
  return JSON.stringify(sealSecret(keyring, { orgId, integrationId, field }, token));
}

function openTokens({ keyring, orgId, integrationId }: TokenOwner, rows: readonly Row[]): SavedTokens {
  const open = (field: string): string | null => {
    const row = rows.find((one) => one.field === field);
    return row ? openSecret(keyring, { orgId, integrationId, field }, row.sealed) : null;
  };
  return {
    refreshToken: open(REFRESH_TOKEN),
    accessToken: open(ACCESS_TOKEN),
    renewAt: rows.find(({ field }) => field === ACCESS_TOKEN)?.renewAt ?? null,
  };
}

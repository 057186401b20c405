import { setTimeout as pause } from "node:timers/promises";
import { isStoreError } from "../errors.ts";
import type { Store } from "../open-store.ts";
import { lockTokens, readTokens, type SavedTokens, saveTokens, type TokenOwner } from "./tokens.ts";

/** Hands a refresh token in at the vendor's and gives all that is valid from then on. */
type Exchange = (refreshToken: string | null) => Promise<SavedTokens>;

/** Where the tokens of one integration live, for every process that shares the database. */
export interface IntegrationTokens {
  read: () => Promise<SavedTokens>;
  /**
   * Runs `exchange` with the saved refresh token while nobody else does, commits what it gives, and gives that. Where
   * somebody has saved another access token since `seen` was read, theirs is given and nothing is exchanged.
   */
  refresh: (seen: SavedTokens, exchange: Exchange) => Promise<SavedTokens>;
}

/** Before each further try to save what a vendor has given. Together longer than a database takes to start again. */
const PAUSES_MS = [100, 1_000, 5_000, 10_000];

/** Opens the tokens of an integration. One connection of the store is held for as long as an exchange takes. */
export function integrationTokens(store: Store, owner: TokenOwner): IntegrationTokens {
  const { orgId } = owner;
  return {
    read: () => store.forOrganization(orgId, (tx) => readTokens(tx, owner)),
    refresh: async (seen, exchange) => {
      const made: { from: SavedTokens; given: SavedTokens }[] = [];
      try {
        return await store.forOrganization(orgId, async (tx) => {
          const saved = await lockTokens(tx, owner);
          if (saved.accessToken !== null && !same(saved, seen)) return saved;
          const given = await exchange(saved.refreshToken);
          made.push({ from: saved, given });
          await saveTokens(tx, owner, given);
          return given;
        });
      } catch (error) {
        const [exchanged] = made;
        if (!exchanged || isStoreError(error)) throw error;
        await saveLate(store, owner, exchanged, error);
        return exchanged.given;
      }
    },
  };
}

/**
 * The vendor has given tokens and the database went away before they were committed: the refresh token that is saved
 * may be dead, so the new one is worth a few more tries. Throws the first failure when all were in vain.
 */
async function saveLate(
  store: Store,
  owner: TokenOwner,
  { from, given }: { from: SavedTokens; given: SavedTokens },
  failure: unknown,
): Promise<void> {
  for (const ms of PAUSES_MS) {
    await pause(ms);
    try {
      await store.forOrganization(owner.orgId, async (tx) => {
        const saved = await lockTokens(tx, owner);
        // Else it was committed after all, or somebody has entered others.
        if (saved.refreshToken === from.refreshToken) await saveTokens(tx, owner, given);
      });
      return;
    } catch {
      // The first failure tells more than the last.
    }
  }
  throw failure;
}

function same(one: SavedTokens, other: SavedTokens): boolean {
  return (
    one.refreshToken === other.refreshToken &&
    one.accessToken === other.accessToken &&
    one.renewAt?.getTime() === other.renewAt?.getTime()
  );
}

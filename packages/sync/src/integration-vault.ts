import type { TokenVault } from "@muster/connector-host";
import { ConnectorError } from "@muster/connector-sdk";
import { type Integration, integrationTokens, isStoreError } from "@muster/store";
import type { Engine } from "./engine.ts";

/** The vault of an integration: its sealed credentials, shared by all processes of the database. */
export function integrationVault(engine: Engine, { orgId, id }: Integration): TokenVault {
  const tokens = integrationTokens(engine.store, { orgId, integrationId: id, keyring: engine.keyring });
  return {
    read: () => namedErrors(tokens.read()),
    refresh: (seen, exchange) => namedErrors(tokens.refresh(seen, exchange)),
  };
}

/** What the store has a name for, such as a master key that is missing, is for the operator to mend, not to wait for. */
async function namedErrors<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!isStoreError(error)) throw error;
    const { code, fix } = error;
    throw new ConnectorError("config", error.message, { code, fix, cause: error });
  }
}

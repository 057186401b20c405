import { wantedFields } from "@muster/roster";
import { type OpenConnector, openConnector, parseConnectorConfig } from "@muster/connector-host";
import { type Integration, openCredentials } from "@muster/store";
import type { Connector } from "@muster/connector-sdk";
import type { Engine } from "./engine.ts";
import { findConnector } from "./find-connector.ts";
import { integrationVault } from "./integration-vault.ts";

/** An integration's connector, ready to read. Whoever opens it closes it. */
export interface OpenIntegration {
  integration: Integration;
  connector: Connector;
  open: OpenConnector;
}

/** Opens an integration's connector with its sealed credentials. */
export async function openIntegration(engine: Engine, integration: Integration): Promise<OpenIntegration> {
  const connector = findConnector(engine, integration.connector);
  const secrets = await engine.store.forOrganization(integration.orgId, (tx) =>
    openCredentials(tx, engine.keyring, integration),
  );
  const config = parseConnectorConfig(connector, {
    settings: integration.settings,
    auth: { method: integration.authMethod, ...secrets },
    ...(integration.limits === null ? {} : { limits: integration.limits }),
  });
  const open = openConnector(connector, {
    config,
    baseUrl: integration.baseUrl ?? undefined,
    allowHosts: engine.allowHosts,
    vault: integrationVault(engine, integration),
    // Fields of the customer's own among them, which the connector's own mapping does not know.
    wanted: wantedFields(integration.mapping),
    ...(engine.bounds && { bounds: engine.bounds }),
    sharedLimits: engine.sharedLimits,
    now: engine.now,
  });
  return { integration, connector, open };
}

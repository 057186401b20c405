import { parseConnectorConfig } from "@muster/connector-host";
import { autoMap, dailySchedule } from "@muster/roster";
import { createIntegration, findIntegration, type Integration, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";
import { findConnector } from "../find-connector.ts";

export interface CreateInput {
  orgId: number;
  actor: string;
  connector: string;
  name: string;
  /** A Config FILE's content: settings, auth, limits. */
  config: unknown;
  /** The operator's; never an admin's. */
  baseUrl?: string;
  /** As `readSchedule` gives it; daily in the small hours unless told otherwise. */
  schedule?: string;
}

/** Stores a connection, checked and switched off, with the connector's default mapping. */
export async function connect(engine: Engine, input: CreateInput): Promise<Integration> {
  const connector = findConnector(engine, input.connector);
  const config = parseConnectorConfig(connector, input.config);
  return engine.store.forOrganization(input.orgId, async (tx) => {
    const id = await createIntegration(tx, engine.keyring, {
      orgId: input.orgId,
      connector: connector.id,
      name: input.name,
      baseUrl: input.baseUrl ?? null,
      settings: config.settings,
      authMethod: config.method,
      limits: config.limits,
      mapping: autoMap(connector.mapping),
      policy: {},
      schedule: input.schedule ?? dailySchedule(`${input.orgId}/${input.name}`),
      secrets: config.secrets,
    });
    await writeAudit(tx, {
      orgId: input.orgId,
      actor: input.actor,
      now: engine.now(),
      act: "integrations.create",
      subject: `integration:${id}`,
      detail: { connector: connector.id },
    });
    const made = await findIntegration(tx, id);
    if (!made) throw new Error("the integration vanished inside its own transaction");
    return made;
  });
}

import { ConnectorError } from "@muster/connector-sdk";
import { parseConnectorConfig } from "@muster/connector-host";
import { acceptPermissions, type Integration, replaceConfig, retryNow, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";
import { findConnector } from "../find-connector.ts";

/** Replaces settings and credentials of an integration with a Config FILE's content; people and history stay. */
export async function reconfigure(
  engine: Engine,
  integration: Integration,
  input: { config: unknown; actor: string },
): Promise<void> {
  const { id, orgId } = integration;
  const connector = findConnector(engine, integration.connector);
  const { settings, method, secrets, limits } = parseConnectorConfig(connector, input.config);
  const { account } = connector.limits;
  // By settings alone, because the old secrets are sealed. Where only they tell the company, the gate is what holds
  // everybody of the old one.
  const accountOf = (of: unknown): string | undefined => account?.({ settings: of, secrets: {} });
  if (accountOf(settings) !== accountOf(integration.settings)) throw otherAccount(connector.name);
  const now = engine.now();
  await engine.store.forOrganization(orgId, async (tx) => {
    await replaceConfig(tx, engine.keyring, { id, orgId, settings, authMethod: method, limits, secrets });
    await retryNow(tx, id, now);
    await writeAudit(tx, {
      orgId,
      actor: input.actor,
      now,
      act: "integrations.reconfigure",
      subject: `integration:${id}`,
    });
  });
}

/** Everybody of the old account would be missing from the new one. */
function otherAccount(vendor: string): ConnectorError {
  return new ConnectorError(
    "config",
    `The settings name another account of ${vendor} than this integration reads.`,
    {
      code: "otherAccount",
      fix: "Create an integration of its own for the other account.",
    },
  );
}

/**
 * Accepts that the credentials see less than they did: from the next full read on, absence counts again. Gives the
 * source fields they may not read, or undefined where no full read has been judged yet.
 */
export async function acceptNarrowerPermissions(
  engine: Engine,
  { id, orgId }: Integration,
  actor: string,
): Promise<string[] | undefined> {
  const now = engine.now();
  return engine.store.forOrganization(orgId, async (tx) => {
    const restricted = await acceptPermissions(tx, id);
    if (restricted) {
      const subject = `integration:${id}`;
      await writeAudit(tx, {
        orgId,
        actor,
        now,
        act: "integrations.acceptPermissions",
        subject,
        detail: { restricted },
      });
    }
    return restricted;
  });
}

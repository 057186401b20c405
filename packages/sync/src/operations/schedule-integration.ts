import { ConnectorError } from "@muster/connector-sdk";
import { nextRunAt } from "@muster/roster";
import {
  addRunJobs,
  dropScheduled,
  findVendorPause,
  type Integration,
  type QueuedRun,
  requestRun,
  type RunMode,
  setEnabled,
  type Tx,
  writeAudit,
} from "@muster/store";
import type { Engine } from "../engine.ts";
import { findConnector } from "../find-connector.ts";

/** Switches an integration on: its first run is queued at once, the next one falls due by its schedule. */
export async function enable(engine: Engine, integration: Integration, actor: string): Promise<QueuedRun> {
  const { id, orgId } = integration;
  const now = engine.now();
  const run = await engine.store.forOrganization(orgId, async (tx) => {
    await setEnabled(tx, id, true, nextRunAt(integration, now));
    await writeAudit(tx, { orgId, actor, now, act: "integrations.enable", subject: `integration:${id}` });
    return requestRun(tx, {
      orgId,
      integrationId: id,
      mode: "full",
      dryRun: false,
      door: "hr",
      requestedBy: actor,
      now,
    });
  });
  await wake(engine, orgId, run);
  return run;
}

/** Switches the schedule off, with what it had queued; settings, history and claims stay. */
export async function pause(engine: Engine, { id, orgId }: Integration, actor: string): Promise<void> {
  const now = engine.now();
  await engine.store.forOrganization(orgId, async (tx) => {
    await setEnabled(tx, id, false, null);
    await dropScheduled(tx, id, now);
    await writeAudit(tx, { orgId, actor, now, act: "integrations.pause", subject: `integration:${id}` });
  });
}

export interface SyncRequest {
  mode: RunMode;
  dryRun: boolean;
  actor: string;
  /** False where the caller will lead the run itself. */
  forWorker: boolean;
}

/**
 * Sync now: joins a queued run of the same kind; one that is already reading gets one follow-up. Throws ConnectorError
 * `transient` vendorPaused while the operator lets nobody read the vendor.
 */
export async function syncNow(
  engine: Engine,
  integration: Integration,
  request: SyncRequest,
): Promise<QueuedRun> {
  const { id, orgId } = integration;
  const { mode, dryRun, actor } = request;
  if (mode === "changes") refuseWithoutChanges(engine, integration);
  const run = await engine.store.forOrganization(orgId, async (tx) => {
    await refusePausedVendor(tx, integration.connector);
    return requestRun(tx, {
      orgId,
      integrationId: id,
      mode,
      dryRun,
      door: "hr",
      requestedBy: actor,
      now: engine.now(),
    });
  });
  if (request.forWorker) await wake(engine, orgId, run);
  return run;
}

async function refusePausedVendor(tx: Tx, connector: string): Promise<void> {
  const paused = await findVendorPause(tx, connector);
  if (!paused) return;
  throw new ConnectorError("transient", `The operator has paused ${connector}: ${paused.reason}.`, {
    code: "vendorPaused",
    fix: `Wait until the operator resumes it (\`muster connectors resume ${connector}\`).`,
  });
}

/** Throws ConnectorError `config` noChanges where the integration's connector cannot tell who changed. */
export function refuseWithoutChanges(engine: Engine, { connector: id, name }: Integration): void {
  const connector = findConnector(engine, id);
  if (connector.readChanges) return;
  throw new ConnectorError(
    "config",
    `The connector of "${name}", ${connector.name}, cannot tell who changed.`,
    {
      code: "noChanges",
      fix: "Sync without asking for changes: every run of this integration reads everybody.",
    },
  );
}

async function wake(engine: Engine, orgId: number, run: QueuedRun): Promise<void> {
  await addRunJobs(engine.store, [{ runId: run.id, orgId, token: run.token }], 0);
}

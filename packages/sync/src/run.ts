import { isConnectorError } from "@muster/connector-sdk";
import { policyOf } from "@muster/roster";
import {
  codeOf,
  endRun,
  enterState,
  findIntegration,
  isLasting,
  isStoreError,
  type Lease,
  LeaseLostError,
  loadErasures,
  passing,
  releaseLease,
  StoreError,
  type RunOutcome,
  type RunRecord,
} from "@muster/store";
import { applyPlan, endDryRun } from "./apply.ts";
import type { Engine, Progress } from "./engine.ts";
import { openIntegration } from "./integration-connector.ts";
import { lookById } from "./looks.ts";
import { makePlan, secondLookBefore, StagingLostError, takeCensus } from "./plan.ts";
import { freshRead } from "./read-state.ts";
import { startOver } from "./read.ts";
import { readPeople } from "./read-people.ts";
import { inRun } from "./run-transaction.ts";

/** Who holds the strings of a run that is under way. */
export interface RunControl {
  /** Stops now: the statement is cancelled, the transaction rolls back. The reason decides how the run ends. */
  signal: AbortSignal;
  /** True when a read of this connector should hand over at the next page. */
  shouldYield: (connector: string) => boolean;
  onProgress?: (progress: Progress) => void;
}

/**
 * - `ended`: in a named state
 * - `yielded`: the lease is given back and the run goes on from its checkpoint with the next worker
 * - `lost`: another worker took it over meanwhile
 */
export type RunResult = { kind: "ended"; outcome: RunOutcome } | { kind: "yielded" } | { kind: "lost" };

/** Carries a claimed run as far as it goes: read, stage, plan, gate, apply. */
export async function carryOut(
  engine: Engine,
  lease: Lease,
  run: RunRecord,
  control: RunControl,
): Promise<RunResult> {
  try {
    return await attempt(engine, lease, run, control);
  } catch (error) {
    if (error instanceof LeaseLostError) return { kind: "lost" };
    if (control.signal.aborted) return giveBack(engine, lease);
    if (error instanceof StagingLostError) return readAgain(engine, lease, run);
    if (isConnectorError(error) || isStoreError(error)) return failRun(engine, lease, error);
    if (isLasting(error)) return failRun(engine, lease, ourBug(engine, run, error));
    throw error;
  }
}

async function attempt(
  engine: Engine,
  lease: Lease,
  run: RunRecord,
  control: RunControl,
): Promise<RunResult> {
  const integration = await engine.store.forOrganization(run.orgId, (tx) =>
    findIntegration(tx, run.integrationId),
  );
  if (!integration) throw deleted(run);
  const source = await openIntegration(engine, integration);
  try {
    const onProgress = control.onProgress ?? (() => undefined);
    const erasures = await inRun(engine, lease, (tx) =>
      loadErasures(tx, { orgId: run.orgId, keyring: engine.keyring }, integration.id),
    );
    const shouldYield = (): boolean => control.shouldYield(integration.connector);
    const { signal } = control;
    const read = await readPeople(engine, { source, lease, run, erasures, signal, shouldYield, onProgress });
    const { input } = read;
    if (!read.state.done) return await giveBack(engine, lease);
    const state = await takeCensus(engine, input, read.state);
    const { people, total } = state;
    onProgress({ runId: run.id, phase: "planning", people, total });
    if (state.certificate.grade !== "none") {
      const policy = policyOf(integration.policy);
      await lookById(engine, input, state, secondLookBefore(engine, input, policy));
      await passing("looked", run.orgId);
    }
    const plan = await makePlan(engine, input, state);
    if (run.dryRun) return { kind: "ended", outcome: await endDryRun(engine, input, plan) };
    // In a transaction of its own: within the apply nobody would see it before it is over.
    await inRun(engine, lease, (tx) => enterState(tx, lease, "applying"));
    onProgress({ runId: run.id, phase: "applying", people: state.people, total: state.total });
    const outcome = await applyPlan(engine, input, plan, state);
    return outcome ? { kind: "ended", outcome } : await giveBack(engine, lease);
  } finally {
    source.open.close();
  }
}

/** Queued in the moment in which the integration went. */
function deleted({ integrationId }: RunRecord): StoreError {
  return new StoreError(`Integration ${integrationId} was deleted.`, {
    code: "integrationDeleted",
    fix: "Nothing to do: what it had read before stays as it was.",
  });
}

async function giveBack(engine: Engine, lease: Lease): Promise<RunResult> {
  await engine.store.forOrganization(lease.orgId, (tx) => releaseLease(tx, lease));
  return { kind: "yielded" };
}

/** What was staged went with a crash of Postgres: whoever goes on reads from the first page. */
async function readAgain(engine: Engine, lease: Lease, run: RunRecord): Promise<RunResult> {
  engine.log.info({ run: run.id }, "staging was lost before the plan; reading from the start");
  await startOver(engine, lease, freshRead());
  return giveBack(engine, lease);
}

/** A failure that has a name ends the run with it; what was read goes, what was applied before stays. */
export async function failRun(
  engine: Engine,
  lease: Lease,
  error: { code: string; message: string; fix: string },
): Promise<RunResult> {
  const outcome: RunOutcome = {
    state: "failed",
    certificate: null,
    counts: {},
    held: [],
    reasonCode: error.code,
    ...(isConnectorError(error) && { reasonKind: error.kind }),
    ...(isConnectorError(error) && error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    reason: error.message,
    fix: error.fix,
  };
  await inRun(engine, lease, (tx) => endRun(tx, lease, outcome, engine.now()));
  return { kind: "ended", outcome };
}

/** Run again it would fail again. Its own words may hold somebody's data; its name and code do not. */
function ourBug(
  engine: Engine,
  run: RunRecord,
  error: unknown,
): { code: string; message: string; fix: string } {
  const name = error instanceof Error ? error.name : typeof error;
  engine.log.error({ run: run.id, name, code: codeOf(error) }, "a run met a bug");
  return {
    code: "bug",
    message: `Muster met a bug while it carried out run ${run.id}; nothing of the run was applied.`,
    fix: "Report it with the log's lines of this run.",
  };
}

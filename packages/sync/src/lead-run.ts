import { dayIn } from "@muster/roster";
import {
  addRunJobs,
  type Claim,
  claimRun,
  codeOf,
  heartbeat,
  type Lease,
  LeaseLostError,
  nextQueued,
  organizationZone,
  releaseLease,
  type RunRecord,
} from "@muster/store";
import type { Engine } from "./engine.ts";
import { carryOut, type RunControl, type RunResult } from "./run.ts";

/** A quarter of the lease: three beats may fail before another worker takes over. */
const HEARTBEAT_MS = 15_000;

export interface LeadInput {
  runId: number;
  orgId: number;
  /** The token that the job was made with; null takes the run whatever its token. */
  token: number | null;
  /** Who leads, for people who look at the lease. */
  worker: string;
  control: RunControl;
}

/** What became of a run that somebody tried to lead. */
export type LeadResult = RunResult | { kind: "refused"; because: Exclude<Claim["outcome"], "claimed"> };

/**
 * Claims a run, carries it on under its lease, and wakes the integration's next queued run when it has ended.
 * Loses the run without a word when another worker took it over.
 */
export async function leadRun(engine: Engine, input: LeadInput): Promise<LeadResult> {
  const claim = await takeLease(engine, input);
  if (claim.outcome !== "claimed") return { kind: "refused", because: claim.outcome };
  const { lease, run } = claim;
  const lost = new AbortController();
  const beat = setInterval(() => void renew(engine, lease, lost), HEARTBEAT_MS);
  try {
    const signal = AbortSignal.any([input.control.signal, lost.signal]);
    const result = await carryOut(engine, lease, run, { ...input.control, signal });
    if (result.kind === "ended") await leaveEnded(engine, lease, run);
    return lost.signal.aborted && result.kind !== "ended" ? { kind: "lost" } : result;
  } catch (error) {
    // Whoever takes a run over or cancels it ends our statements, and those fail as if the database did.
    await renew(engine, lease, lost);
    if (lost.signal.aborted) return { kind: "lost" };
    throw error;
  } finally {
    clearInterval(beat);
  }
}

async function takeLease(engine: Engine, input: LeadInput): Promise<Claim> {
  const now = engine.now();
  return engine.store.forOrganization(input.orgId, async (tx) => {
    const asOf = dayIn(await organizationZone(tx, input.orgId), now);
    return claimRun(tx, { runId: input.runId, token: input.token, worker: input.worker, asOf, now });
  });
}

/** A beat that cannot reach the database says nothing; one that is refused ends the run here. */
async function renew(engine: Engine, lease: Lease, lost: AbortController): Promise<void> {
  try {
    const held = await engine.store.forOrganization(lease.orgId, (tx) => heartbeat(tx, lease));
    if (!held) lost.abort(new LeaseLostError(lease));
  } catch (error) {
    engine.log.error({ run: lease.runId, code: codeOf(error) }, "a heartbeat failed");
  }
}

/** The lease of a run that has ended goes at once: else every worker's next beat would take it over for nothing. */
async function leaveEnded(engine: Engine, lease: Lease, run: RunRecord): Promise<void> {
  const next = await engine.store.forOrganization(run.orgId, async (tx) => {
    await releaseLease(tx, lease);
    return nextQueued(tx, run.integrationId);
  });
  if (!next) return;
  const job = { runId: next.id, orgId: run.orgId, token: next.token };
  await addRunJobs(engine.store, [job], next.requestedBy === "schedule" ? 10 : 0);
}

import { setTimeout as delay } from "node:timers/promises";
import { dayIn } from "@muster/roster";
import {
  addRunJobs,
  type Claim,
  claimRun,
  codeOf,
  errorFacts,
  heartbeat,
  interruptRun,
  isLasting,
  type Lease,
  LeaseLostError,
  nextQueued,
  organizationZone,
  releaseLease,
  type RunRecord,
  StoreError,
} from "@muster/store";
import type { Engine } from "./engine.ts";
import { carryOut, failRun, type RunControl, type RunResult } from "./run.ts";

/** A run that has broken off more often than this without coming further ends. */
const MOST_INTERRUPTIONS = 5;
const AGAIN_MS = 1_000;

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
  /** How long it is tried to give an interrupted run back; else its lease has to run out. Default: once. */
  patienceMs?: number;
}

/** What became of a run that somebody tried to lead. */
export type LeadResult =
  | RunResult
  | { kind: "refused"; because: Exclude<Claim["outcome"], "claimed"> }
  /** What it stood on broke away: the lease is given back, and it should be led again after so many seconds. */
  | { kind: "interrupted"; seconds: number };

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
    return await leaveInterrupted(engine, lease, { error, run, ...input });
  } finally {
    clearInterval(beat);
  }
}

/**
 * Gives a run back that what nobody foresaw has stopped, most often the database that went away: it goes on from where
 * it was as soon as that is over. One that comes no further however often it is led again ends.
 */
async function leaveInterrupted(
  engine: Engine,
  lease: Lease,
  { error, run, control, patienceMs = 0 }: LeadInput & { error: unknown; run: RunRecord },
): Promise<LeadResult> {
  const { runId, orgId } = lease;
  engine.log.error({ run: runId, ...errorFacts(error) }, "a run was interrupted");
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      const times = await engine.store.forOrganization(orgId, (tx) =>
        interruptRun(tx, lease, MOST_INTERRUPTIONS),
      );
      if (times === undefined) return { kind: "lost" };
      if (times <= MOST_INTERRUPTIONS) return { kind: "interrupted", seconds: 5 * 2 ** (times - 1) };
      const result = await failRun(engine, lease, brokeOff(error));
      await leaveEnded(engine, lease, run);
      return result;
    } catch (failure) {
      if (control.signal.aborted || performance.now() > until) throw error;
      if (isLasting(failure)) throw failure;
    }
    await delay(AGAIN_MS, undefined, { signal: control.signal }).catch(() => undefined);
  }
}

/** PostgreSQL manual, Appendix A: what stands in the way of any work, whoever does it. */
const TROUBLES: Readonly<Record<string, string>> = {
  "53100": "the database's disk is full",
  "53200": "the database has no memory left",
  "53300": "the database has no connection left",
  "25006": "the database takes no writes",
  "57014": "a statement took longer than the database allows",
};

function brokeOff(error: unknown): StoreError {
  const code = codeOf(error) ?? "";
  const why = TROUBLES[code] ?? `an error ${code === "" ? "without a code" : code}`;
  return new StoreError(`This run broke off each time it was tried: ${why}. Nothing of it was applied.`, {
    code: "interruptedTooOften",
    fix: "Let whoever runs Muster look at its log, and at the database's log and disk, then sync again.",
    cause: error,
  });
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

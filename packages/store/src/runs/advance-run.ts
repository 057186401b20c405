import type { ErrorKind } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { settleIntegration } from "../integrations/settle-integration.ts";
import type { Lease } from "./lease.ts";
import type { HeldPart } from "./run-record.ts";

/** Says how far a run has come. */
export async function enterState(
  tx: Tx,
  lease: Lease,
  state: "reading" | "planning" | "applying",
): Promise<void> {
  await sql`update runs set state = ${state} where id = ${lease.runId}`.execute(tx);
}

/** Throws what was read away: the vendor or a crash made it part of no enumeration. */
export async function restartReading(tx: Tx, lease: Lease, checkpoint: object): Promise<void> {
  await sql`delete from staging where run_id = ${lease.runId}`.execute(tx);
  await sql`
    update runs set state = 'reading', checkpoint = ${JSON.stringify(checkpoint)}, staged_rows = 0, people = 0,
      total = null
    where id = ${lease.runId}`.execute(tx);
}

/** Makes a full run of one that was to read changes, and says why. What it read so far goes. */
export async function readFullInstead(
  tx: Tx,
  lease: Lease,
  input: { checkpoint: object; code: string; reason: string },
): Promise<void> {
  await restartReading(tx, lease, input.checkpoint);
  await sql`
    update runs set mode = 'full', reason_code = ${input.code}, reason = ${input.reason}
    where id = ${lease.runId}`.execute(tx);
}

/** How a run ended, and if it went wrong, what to do. */
export interface RunOutcome {
  state: "succeeded" | "held" | "failed" | "cancelled";
  certificate: "counted" | "walked" | "none" | null;
  counts: Record<string, number>;
  held: readonly HeldPart[];
  reasonCode?: string;
  reasonKind?: ErrorKind;
  reason?: string;
  fix?: string;
  /** How long the vendor asked to wait, where that is why it failed. */
  retryAfterMs?: number;
}

/**
 * Ends the run, frees what it staged, and says when its integration is due next. A reason that it was given on the way
 * stays unless it ends with another.
 */
export async function endRun(tx: Tx, lease: Lease, outcome: RunOutcome, now: Date): Promise<void> {
  const { state, certificate, reasonKind = null, retryAfterMs } = outcome;
  await sql`delete from staging where run_id = ${lease.runId}`.execute(tx);
  const { rows } = await sql<{ integrationId: number; mode: string; dryRun: boolean }>`
    update runs set state = ${state}, certificate = ${certificate},
      counts = ${JSON.stringify(outcome.counts)}, held = ${JSON.stringify(outcome.held)},
      reason_code = coalesce(${outcome.reasonCode ?? null}, reason_code),
      reason_kind = ${reasonKind}, reason = coalesce(${outcome.reason ?? null}, reason),
      fix = ${outcome.fix ?? null},
      ended_at = ${now}
    where id = ${lease.runId}
    returning integration_id as "integrationId", mode, dry_run as "dryRun"`.execute(tx);
  const [run] = rows;
  if (!run || run.dryRun || state === "cancelled") return;
  await settleIntegration(tx, {
    integrationId: run.integrationId,
    mode: run.mode,
    failed: state === "failed",
    kind: reasonKind,
    certificate,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    now,
  });
}

import type { ErrorKind } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
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
}

/** Ends the run and frees what it staged. A reason that it was given on the way stays unless it ends with another. */
export async function endRun(tx: Tx, lease: Lease, outcome: RunOutcome, now: Date): Promise<void> {
  await sql`delete from staging where run_id = ${lease.runId}`.execute(tx);
  await sql`
    update runs set state = ${outcome.state}, certificate = ${outcome.certificate},
      counts = ${JSON.stringify(outcome.counts)}, held = ${JSON.stringify(outcome.held)},
      reason_code = coalesce(${outcome.reasonCode ?? null}, reason_code),
      reason_kind = ${outcome.reasonKind ?? null}, reason = coalesce(${outcome.reason ?? null}, reason),
      fix = ${outcome.fix ?? null},
      ended_at = ${now}
    where id = ${lease.runId}`.execute(tx);
}

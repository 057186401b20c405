import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { writeAudit } from "../people/audit.ts";

/** Who cancels which run. */
export interface CancelInput {
  orgId: number;
  runId: number;
  actor: string;
  /** Business clock. */
  now: Date;
}

/** Cancels a run that nobody has begun. False: it is not queued (any more). */
export async function cancelQueued(tx: Tx, input: CancelInput): Promise<boolean> {
  return endCancelled(tx, input, sql`state = 'queued'`);
}

/** Ends what the schedule has queued and nobody has begun: the schedule was switched off. Others' wishes stay. */
export async function dropScheduled(tx: Tx, integrationId: number, now: Date): Promise<void> {
  await sql`
    update runs set state = 'cancelled', token = token + 1, ended_at = ${now}, reason_code = 'paused',
      reason = 'The schedule was switched off before the run began.'
    where integration_id = ${integrationId} and state = 'queued' and requested_by = 'schedule'`.execute(tx);
}

/** Takes the run from whoever leads it: from here on their fence refuses every commit. */
export async function revokeLease(tx: Tx, runId: number): Promise<void> {
  await sql`delete from leases where run_id = ${runId}`.execute(tx);
}

/** Ends a run under way as cancelled and frees what it staged. False: it had ended by itself. */
export async function cancelUnderWay(tx: Tx, input: CancelInput): Promise<boolean> {
  if (!(await endCancelled(tx, input, sql`ended_at is null`))) return false;
  // Somebody may have claimed it since the lease was revoked.
  await revokeLease(tx, input.runId);
  await sql`delete from staging where run_id = ${input.runId}`.execute(tx);
  return true;
}

async function endCancelled(tx: Tx, input: CancelInput, still: RawBuilder<unknown>): Promise<boolean> {
  const { orgId, runId, actor, now } = input;
  const { numAffectedRows } = await sql`
    update runs set state = 'cancelled', token = token + 1, ended_at = ${now}, reason_code = 'cancelled',
      reason = ${`Cancelled by ${actor}.`}
    where id = ${runId} and ${still}`.execute(tx);
  if (numAffectedRows !== 1n) return false;
  await writeAudit(tx, { orgId, actor, now, act: "runs.cancel", subject: `run:${runId}` });
  return true;
}

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";

/** The right to write for one run. A token that a take-over has raised writes nothing more. */
export interface Lease {
  runId: number;
  orgId: number;
  token: number;
}

/** This process is no longer the run's: another one goes on with it. */
export class LeaseLostError extends StoreError {
  constructor(lease: Lease) {
    super(`Run ${lease.runId} was taken over by another worker.`, {
      code: "leaseLost",
      fix: "Nothing to do: the other worker goes on from the last checkpoint.",
    });
  }
}

/** By this name a take-over finds the backends of a lease and ends them. */
export function applicationName(lease: Pick<Lease, "runId" | "token">): string {
  return `muster:${lease.runId}:${lease.token}`;
}

/** Seconds for which a lease holds without a heartbeat. */
const LEASE_SECONDS = 60;

// clock_timestamp(): now() stands still within a transaction, and a long one would renew into the past.
export const FENCE = `update leases set lease_until = clock_timestamp() + interval '${LEASE_SECONDS} s' where run_id = $1 and token = $2`;

/**
 * The last statement of every transaction that writes for a run. Checked first, a stale worker would still
 * commit; locked first, the heartbeat would wait for the whole apply (both measured).
 */
export async function fence(tx: Tx, lease: Lease): Promise<void> {
  if (!(await heartbeat(tx, lease))) throw new LeaseLostError(lease);
}

/** Renews the lease; false when it is gone. */
export async function heartbeat(tx: Tx, lease: Lease): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update leases set lease_until = ${leaseEnd()}
    where run_id = ${lease.runId} and token = ${lease.token}`.execute(tx);
  return numAffectedRows === 1n;
}

/** Ends the lease, so that the next worker need not wait for it to run out. */
export async function releaseLease(tx: Tx, lease: Lease): Promise<void> {
  await sql`delete from leases where run_id = ${lease.runId} and token = ${lease.token}`.execute(tx);
}

export function leaseEnd(): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`;
}

import type { Tx } from "../connection.ts";
import { applyBatch } from "../apply/apply-batch.ts";
import { openBatch, sealBatch } from "../apply/batches.ts";
import { giveSeats } from "../plan/give-seats.ts";
import { lockMembers, waitForApplyLock } from "../apply/lock.ts";

export interface PersonAct {
  orgId: number;
  actor: string;
  /** Business clock. */
  now: Date;
}

/**
 * A person's act on members goes the way of a sync: change rows under a batch, applied together, sealed last.
 * `plan` writes the rows; the lock that it holds by then keeps syncs of the organization out.
 */
export async function actOnMembers(
  tx: Tx,
  act: PersonAct,
  plan: (batchId: number) => Promise<void>,
): Promise<void> {
  await waitForApplyLock(tx, act.orgId);
  const batchId = await openBatch(tx, { ...act, runId: null, kind: "person" });
  await plan(batchId);
  await giveSeats(tx, { orgId: act.orgId, batchId });
  await lockMembers(tx, batchId);
  await applyBatch(tx, { batchId, now: act.now, door: "person", runId: null, approvedBy: act.actor });
  await sealBatch(tx, batchId, act.now);
}

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
 * `plan` writes the rows; the lock that it holds by then keeps syncs of the organization out. An act about what a run
 * did or held names the run, and the run's undo takes back whatever is `person` of it.
 */
export async function actOnMembers(
  tx: Tx,
  act: PersonAct,
  plan: (batchId: number) => Promise<void>,
  { runId = null, kind = "person" }: { runId?: number | null; kind?: "person" | "undo" } = {},
): Promise<void> {
  await waitForApplyLock(tx, act.orgId);
  const batchId = await openBatch(tx, { ...act, runId, kind });
  await plan(batchId);
  await giveSeats(tx, { orgId: act.orgId, batchId });
  await lockMembers(tx, batchId);
  await applyBatch(tx, {
    batchId,
    now: act.now,
    door: "person",
    runId: null,
    aboutRun: runId,
    approvedBy: act.actor,
  });
  await sealBatch(tx, batchId, act.now);
}

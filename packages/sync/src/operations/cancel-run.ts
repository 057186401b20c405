import {
  addRunJobs,
  cancelQueued,
  cancelUnderWay,
  findRun,
  hasEnded,
  nextQueued,
  revokeLease,
  stopStatements,
} from "@muster/store";
import type { Engine } from "../engine.ts";

/** `ended`: it was over already, and stays as it ended. */
export type CancelResult = "cancelled" | "ended" | "unknown";

/**
 * Cancels a run. One that is queued never begins. One under way is taken from its worker and its statement is
 * stopped, so that nobody waits for a plan or an apply: the lease goes first, in a transaction of its own,
 * because from then on the worker can commit nothing, whatever it begins next.
 */
export async function cancel(
  engine: Engine,
  input: { orgId: number; runId: number; actor: string },
): Promise<CancelResult> {
  const { store } = engine;
  const { orgId, runId } = input;
  const act = { ...input, now: engine.now() };
  const found = await store.forOrganization(orgId, async (tx) => {
    const run = await findRun(tx, runId);
    if (!run || hasEnded(run.state)) return run;
    if (await cancelQueued(tx, act)) return { ...run, state: "cancelled" as const, queued: true };
    await revokeLease(tx, runId);
    return run;
  });
  if (!found) return "unknown";
  if ("queued" in found) return "cancelled";
  if (hasEnded(found.state)) return "ended";
  await stopStatements(store, { runId, token: found.token });
  const { cancelled, next } = await store.forOrganization(orgId, async (tx) => ({
    cancelled: await cancelUnderWay(tx, act),
    next: await nextQueued(tx, found.integrationId),
  }));
  if (next) await addRunJobs(store, [{ runId: next.id, orgId, token: next.token }], 0);
  return cancelled ? "cancelled" : "ended";
}

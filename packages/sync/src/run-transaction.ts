import { applicationName, fence, type Lease, takeRoom, type Tx } from "@muster/store";
import type { Engine } from "./engine.ts";

/**
 * One transaction of a run: sees its organization only, carries the name by which a take-over finds it, and ends
 * with the fence, so that nothing of a worker that lost its lease is committed.
 */
export async function inRun<T>(
  engine: Engine,
  lease: Lease,
  work: (tx: Tx) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return engine.store.forOrganization(
    lease.orgId,
    async (tx) => {
      await takeRoom(tx);
      const result = await work(tx);
      await fence(tx, lease);
      return result;
    },
    { applicationName: applicationName(lease), ...(signal && { signal }) },
  );
}

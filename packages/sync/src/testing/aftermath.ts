import type { Aftermath } from "@muster/store/testing";
import type { World } from "./world.ts";

/**
 * What a fault left behind in a world, for the promises to be checked: `lift` takes the fault away, and from then on
 * everybody whom the vendor has with an address and does not call terminated is to be a member. `own`: what is otherwise here.
 */
export function leftBy(
  world: World,
  lift: () => void = () => undefined,
  mayBeOut: readonly string[] = [],
  own: Partial<Aftermath> = {},
): Aftermath {
  const { store, orgId, vendor } = world;
  return {
    query: async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
      const { rows } = await store.systemPool.query<R>(text, values);
      return rows;
    },
    orgId,
    mayBeOut,
    syncClean: () => {
      lift();
      return world.sync();
    },
    roster: () =>
      vendor.people
        .filter(({ status, email }) => status !== "terminated" && email !== null)
        .map(({ id }) => id),
    ...own,
  };
}

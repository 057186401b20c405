import { setTimeout as delay } from "node:timers/promises";
import { errorFacts, listVendorPauses, type Store } from "@muster/store";
import type { EngineLog } from "@muster/sync";

/** Which vendors the operator has paused, as this worker knows it. */
export interface VendorPauses {
  /** Jobs with one of these flags are not fetched. */
  flags(): string[];
  isPaused(connector: string): boolean;
  stop(): Promise<void>;
}

/** Looks every so often; the first look is awaited. While the database does not answer, what was known stands. */
export async function watchVendorPauses(
  store: Store,
  { everyMs, log }: { everyMs: number; log: EngineLog },
): Promise<VendorPauses> {
  const control = new AbortController();
  let paused = new Set<string>();
  const look = async (): Promise<void> => {
    try {
      paused = new Set((await listVendorPauses(store)).map(({ connector }) => connector));
    } catch (error) {
      log.error(errorFacts(error), "could not look which vendors are paused");
    }
  };
  const keepLooking = async (): Promise<void> => {
    while (!control.signal.aborted) {
      await delay(everyMs, undefined, { signal: control.signal }).catch(() => undefined);
      if (!control.signal.aborted) await look();
    }
  };
  await look();
  const over = keepLooking();
  return {
    flags: () => [...paused].map((connector) => `vendor:${connector}`),
    isPaused: (connector) => paused.has(connector),
    stop() {
      control.abort();
      return over;
    },
  };
}

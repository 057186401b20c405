import { setTimeout as delay } from "node:timers/promises";
import { seeWorker, type Store, sweepDeadWorkers, takeOverExpired } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import { errorFacts } from "@muster/store";
import { settlesWithin } from "./settles-within.ts";

/** The pulse of a worker. */
export interface Heartbeat {
  /** Ends it; resolves when the beat under way is over. */
  stop(): Promise<void>;
}

/**
 * A database that takes longer than this to note that somebody lives has fallen silent. Less than the patience of a new
 * connection, whose failure tells nothing of the others; with a beat before it less than half a minute.
 */
const SILENT_MS = 9_000;

export interface HeartbeatInput {
  worker: string;
  /** Runs that it leads at once. */
  concurrency: number;
  everyMs: number;
  log: EngineLog;
  /** Business clock. */
  now: () => Date;
  /**
   * The database neither answers nor hangs up: frozen, or lost behind a network that swallows. Nothing that waits for it
   * would ever end.
   */
  onSilence: () => void;
}

/**
 * Says every so often that this worker lives, and looks after what others that do not have left behind: runs
 * whose lease has run out, and locked jobs. A beat that fails is logged; the next one comes. The first one is
 * awaited.
 */
export async function startHeartbeat(store: Store, input: HeartbeatInput): Promise<Heartbeat> {
  const control = new AbortController();
  let well = await beat(store, input, true);
  const over = keepBeating();
  async function keepBeating(): Promise<void> {
    while (!control.signal.aborted) {
      await delay(input.everyMs, undefined, { signal: control.signal }).catch(() => undefined);
      if (control.signal.aborted) return;
      // After an outage the others, too, are given the time to say that they live, and to give back what they led.
      well = await beat(store, input, well);
    }
  }
  return {
    stop() {
      control.abort();
      return over;
    },
  };
}

/** Gives whether it went well. */
async function beat(
  store: Store,
  { worker, concurrency, log, now, onSilence }: HeartbeatInput,
  looksAfter: boolean,
): Promise<boolean> {
  try {
    const seen = seeWorker(store, worker, concurrency);
    if (!(await settlesWithin(seen, SILENT_MS))) {
      log.error({ worker }, "the database has fallen silent; its connections are cut");
      onSilence();
    }
    await seen;
    if (!looksAfter) return true;
    const runs = await takeOverExpired(store, now());
    if (runs.length > 0) log.info({ worker, runs }, "took over runs whose worker fell silent");
    const dead = await sweepDeadWorkers(store);
    if (dead.length > 0) log.info({ worker, dead }, "gave back the jobs of workers that died");
    return true;
  } catch (error) {
    log.error({ worker, ...errorFacts(error) }, "a heartbeat of the worker failed");
    return false;
  }
}

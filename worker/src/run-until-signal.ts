import { constants } from "node:os";
import type { EngineLog } from "@muster/sync";
import type { Worker } from "./start-worker.ts";

const SIGNALS = ["SIGTERM", "SIGINT"] as const;

/**
 * Lets a worker work until SIGTERM or SIGINT, and stops it gracefully; a second signal ends the process at once.
 * Resolves with the signal, or with nothing when somebody else stopped it. Rejects when it ended by itself.
 */
export async function runUntilSignal(
  worker: Pick<Worker, "stop" | "done">,
  log: EngineLog,
): Promise<NodeJS.Signals | undefined> {
  const asked = Promise.withResolvers<NodeJS.Signals>();
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    log.info({ signal }, "stopping; once more to stop at once");
    asked.resolve(signal);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    const signal = await Promise.race([asked.promise, worker.done.then(() => undefined)]);
    await worker.stop();
    return signal;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

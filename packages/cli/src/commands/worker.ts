import { type Muster, openMuster, parseEnv } from "@muster/config";
import { runUntilSignal, startWorker } from "@muster/worker";
import type { Command } from "commander";
import type { Logger } from "pino";
import { action, type Context } from "../context/action.ts";
import { positiveNumber } from "../context/arguments.ts";
import { createLog } from "../context/log.ts";
import type { Shell } from "../context/shell.ts";

interface WorkerOptions {
  concurrency?: number;
}

export function addWorker(program: Command, shell: Shell): void {
  program
    .command("worker")
    .description("carry out runs and the schedule until SIGTERM or SIGINT; any number of workers may run")
    .option("--concurrency <number>", "runs at once; 4 by default", positiveNumber)
    .action(action(shell, work));
}

async function work(context: Context<WorkerOptions>): Promise<void> {
  const env = parseEnv(context.environment);
  const log = createLog(context, env, "talkative");
  const muster = await openMuster(env, { log, maxConnections: connectionsFor(context.options.concurrency) });
  try {
    await keepWorking(muster, log, context.options);
  } finally {
    await muster.close();
  }
}

/** Each run holds two connections at its busiest; heartbeats, the tick and a cancel need some besides. */
function connectionsFor(concurrency = 4): number {
  return 2 * concurrency + 4;
}

/** Works until a signal. Throws StoreError `workerEnded` when the worker ends by itself. */
export async function keepWorking(
  muster: Muster,
  log: Logger,
  options: { concurrency?: number; onReady?: (worker: { id: string }) => void | Promise<void> } = {},
): Promise<void> {
  const { concurrency, onReady } = options;
  const worker = await startWorker(muster, { log, ...(concurrency !== undefined && { concurrency }) });
  try {
    await onReady?.(worker);
    await runUntilSignal(worker, log);
  } finally {
    await worker.stop();
  }
}

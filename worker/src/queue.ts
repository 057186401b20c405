import { EventEmitter } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { poolSockets } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import { run, type TaskList, type WorkerEvents } from "graphile-worker";
import { queueLogger } from "./queue-log.ts";
import { openQueuePool } from "./queue-pool.ts";
import { retentionSchedule } from "./tasks/retention-task.ts";
import { TICK_SPEC, TICK_TASK, tickSchedule } from "./tasks/tick-task.ts";

/** Besides one for each job: the listener, the schedule, a completion. */
const SPARE_CONNECTIONS = 3;
/** graphile-worker lets go of its last connections a moment after it says that it has stopped (measured). */
const SETTLE_MS = 250;

export interface QueueInput {
  connectionString: string;
  concurrency: number;
  pollMs: number;
  log: EngineLog;
  tasks: TaskList;
  /** Flags of jobs that are not to be fetched now. */
  forbiddenFlags: () => string[];
  /** Told, before the first job is fetched, under which id jobs are locked. */
  onId: (id: string) => void;
  /** No more jobs are fetched, whoever wanted it so. */
  onStopping: () => void;
}

/** A running graphile-worker. */
export interface Queue {
  tickNow(): Promise<unknown>;
  /** Fetches nothing more; resolves when the jobs under way are done and their completion is stored. */
  stop(): Promise<void>;
  /** Cuts its connections: the database has fallen silent. It connects again by itself. */
  cutConnections(): void;
  /** Settles when it has stopped, asked or not. */
  over: Promise<void>;
  /** After it has stopped. */
  close(): Promise<void>;
}

/** Starts graphile-worker on connections of its own, with the schedule of the tick. */
export async function startQueue(input: QueueInput): Promise<Queue> {
  const { connectionString, concurrency, pollMs, log, tasks } = input;
  const closing = new AbortController();
  const sockets = poolSockets();
  const pool = openQueuePool({
    connectionString,
    max: concurrency + SPARE_CONNECTIONS,
    onError: (error) =>
      log.error({ code: "code" in error ? error.code : undefined }, "a queue connection died"),
    signal: closing.signal,
    sockets,
  });
  const close = async (): Promise<void> => {
    closing.abort();
    await delay(SETTLE_MS);
    await pool.end();
  };
  const events: WorkerEvents = new EventEmitter();
  events.once("pool:create", ({ workerPool }) => input.onId(workerPool.id));
  events.once("pool:gracefulShutdown", input.onStopping);
  try {
    const runner = await run({
      pgPool: pool,
      taskList: tasks,
      parsedCronItems: [...tickSchedule, ...retentionSchedule],
      concurrency,
      forbiddenFlags: input.forbiddenFlags,
      pollInterval: pollMs,
      noHandleSignals: true,
      schema: "graphile_worker",
      logger: queueLogger(log),
      events,
      // Without a delay of their own completions are not awaited by a stop, and one that fails goes unnoticed.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    });
    return {
      tickNow: () => runner.addJob(TICK_TASK, {}, TICK_SPEC),
      stop: () => runner.stop(),
      cutConnections: () => void sockets.cut(),
      over: runner.promise,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

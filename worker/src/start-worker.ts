import type { Muster } from "@muster/config";
import { forgetWorker, RUN_TASK, StoreError } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import { createDrain } from "./drain.ts";
import { errorFacts } from "./error-facts.ts";
import { startHeartbeat } from "./heartbeat.ts";
import { startQueue } from "./queue.ts";
import { settlesWithin } from "./settles-within.ts";
import { createRunTask } from "./tasks/run-task.ts";
import { createTickTask, TICK_TASK } from "./tasks/tick-task.ts";

const CONCURRENCY = 4;
const POLL_MS = 2_000;
/** A quarter of the time after which a worker counts as dead. */
const HEARTBEAT_MS = 15_000;
const GRACE_MS = 10_000;
/** After the grace everything is aborted; what does not come to rest even so is left to the other workers. */
const ABORTED_WITHIN_MS = 12_000;
const PUT_AWAY_WITHIN_MS = 5_000;

export interface WorkerOptions {
  /** Runs at once. Default 4. */
  concurrency?: number;
  /** How often the queue is looked at without having been told. Default 2 s. */
  pollMs?: number;
  /** How often the worker says that it lives, and looks after the runs of those that do not. Default 15 s. */
  heartbeatMs?: number;
  /** How long a stop lets runs go on to their next page. Default 10 s, and at most that to be out within 30 s. */
  graceMs?: number;
  /** Looks at once for what is due, not only at the next full minute. Default true. */
  tickNow?: boolean;
  log: EngineLog;
}

export interface Worker {
  /** Under which it holds leases and locks jobs; a row of `workers`. */
  id: string;
  /**
   * Takes no more jobs, lets every run hand over at its next page, and after the grace stops it where it is.
   * Resolves within 30 s, nothing being locked any more. However often it is called, it happens once.
   */
  stop(): Promise<void>;
  /**
   * Resolves after `stop`. Rejects with StoreError `workerEnded` when the worker ended by itself: the process
   * must exit with an error then, so that whoever supervises it starts it again.
   */
  done: Promise<void>;
}

/** Starts to work on runs and on the schedule. The database has this version's schema. */
export async function startWorker(
  { store, engine }: Pick<Muster, "store" | "engine">,
  options: WorkerOptions,
): Promise<Worker> {
  const { log, graceMs = GRACE_MS } = options;
  const drain = createDrain(graceMs);
  let id = "";
  const queue = await startQueue({
    connectionString: store.connectionString,
    concurrency: options.concurrency ?? CONCURRENCY,
    pollMs: options.pollMs ?? POLL_MS,
    log,
    tasks: {
      [RUN_TASK]: createRunTask({ engine, drain, worker: () => id }),
      [TICK_TASK]: createTickTask(engine),
    },
    onId: (given) => {
      id = given;
    },
    onStopping: () => drain.begin(),
  });
  const heartbeat = await startHeartbeat(store, {
    worker: id,
    everyMs: options.heartbeatMs ?? HEARTBEAT_MS,
    log,
  });
  const putAway = async (): Promise<void> => {
    drain.finish();
    await heartbeat.stop();
    await forgetWorker(store, id);
    await queue.close();
  };
  const worker = overseen(id, {
    over: queue.over,
    end: async () => {
      drain.begin();
      if (!(await settlesWithin(queue.stop(), graceMs + ABORTED_WITHIN_MS))) {
        log.error({ worker: id }, "the worker's runs did not come to rest; other workers go on with them");
      }
    },
    putAway: async () => {
      const away = putAway().catch((error: unknown) => {
        log.error({ worker: id, ...errorFacts(error) }, "the worker was not put away tidily");
      });
      await settlesWithin(away, PUT_AWAY_WITHIN_MS);
    },
  });
  if (options.tickNow ?? true) await tickNow();
  log.info({ worker: id }, "the worker is ready");
  return worker;

  async function tickNow(): Promise<void> {
    await queue.tickNow().catch((error: unknown) => {
      log.error({ worker: id, ...errorFacts(error) }, "the first tick could not be queued");
    });
  }
}

interface Endings {
  /** Settles when the queue is over, asked or not. */
  over: Promise<void>;
  end: () => Promise<void>;
  putAway: () => Promise<void>;
}

/** However the worker ends, it is put away once, and `done` tells whether somebody wanted it so. */
function overseen(id: string, { over, end, putAway }: Endings): Worker {
  const done = Promise.withResolvers<void>();
  // Whoever stops it need not look at `done` as well.
  done.promise.catch(() => undefined);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await end();
    await putAway();
    done.resolve();
  };
  const endedByItself = async (cause?: unknown): Promise<void> => {
    if (stopped) return;
    stopped = putAway();
    await stopped;
    done.reject(
      new StoreError("The worker ended by itself.", {
        code: "workerEnded",
        fix: "Start it again; the log says why it ended.",
        cause,
      }),
    );
  };
  over.then(() => endedByItself(), endedByItself);
  return {
    id,
    done: done.promise,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

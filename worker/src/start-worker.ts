import type { Muster } from "@muster/config";
import { forgetWorker, RUN_TASK, type Store, StoreError } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import { createDrain, type Drain } from "./drain.ts";
import { errorFacts } from "@muster/store";
import { type Heartbeat, startHeartbeat } from "./heartbeat.ts";
import { type Queue, startQueue } from "./queue.ts";
import { settlesWithin } from "./settles-within.ts";
import { createRetentionTask, RETENTION_TASK } from "./tasks/retention-task.ts";
import { createRunTask } from "./tasks/run-task.ts";
import { type VendorPauses, watchVendorPauses } from "./vendor-pauses.ts";
import { createTickTask, TICK_TASK, topUp } from "./tasks/tick-task.ts";

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
  const concurrency = options.concurrency ?? CONCURRENCY;
  const pollMs = options.pollMs ?? POLL_MS;
  const pauses = await watchVendorPauses(store, { everyMs: pollMs, log });
  const runTask = createRunTask({
    engine,
    drain,
    worker: () => id,
    isPaused: (connector) => pauses.isPaused(connector),
  });
  const queue = await startQueue({
    connectionString: store.connectionString,
    concurrency,
    pollMs,
    forbiddenFlags: () => pauses.flags(),
    log,
    tasks: {
      [RUN_TASK]: async (payload) => {
        await runTask(payload);
        if (!drain.begun) await topUp(engine);
      },
      [TICK_TASK]: createTickTask(engine),
      [RETENTION_TASK]: createRetentionTask(engine, () => drain.begun),
    },
    onId: (given) => {
      id = given;
    },
    onStopping: () => drain.begin(),
  });
  const everyMs = options.heartbeatMs ?? HEARTBEAT_MS;
  const heartbeat = await startHeartbeat(store, {
    worker: id,
    concurrency,
    everyMs,
    log,
    now: engine.now,
    onSilence: () => {
      store.cutConnections();
      queue.cutConnections();
    },
  });
  const worker = overseen({
    id,
    log,
    store,
    queue,
    drain,
    heartbeat,
    pauses,
    restWithinMs: graceMs + ABORTED_WITHIN_MS,
  });
  if (options.tickNow ?? true) {
    await queue.tickNow().catch((error: unknown) => {
      log.error({ worker: id, ...errorFacts(error) }, "the first tick could not be queued");
    });
  }
  log.info({ worker: id }, "the worker is ready");
  return worker;
}

interface Parts {
  id: string;
  log: EngineLog;
  store: Store;
  queue: Queue;
  drain: Drain;
  heartbeat: Heartbeat;
  pauses: VendorPauses;
  /** How long the runs may take to come to rest. */
  restWithinMs: number;
}

/** However the worker ends, it is put away once, and `done` tells whether somebody wanted it so. */
function overseen(parts: Parts): Worker {
  const { id, log, queue, drain, restWithinMs } = parts;
  const done = Promise.withResolvers<void>();
  // Whoever stops it need not look at `done` as well.
  done.promise.catch(() => undefined);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    drain.begin();
    if (!(await settlesWithin(queue.stop(), restWithinMs))) {
      log.error({ worker: id }, "the worker's runs did not come to rest; other workers go on with them");
    }
    await putAway(parts);
    done.resolve();
  };
  const endedByItself = async (cause?: unknown): Promise<void> => {
    if (stopped) return;
    stopped = putAway(parts);
    await stopped;
    done.reject(
      new StoreError("The worker ended by itself.", {
        code: "workerEnded",
        fix: "Start it again; the log says why it ended.",
        cause,
      }),
    );
  };
  queue.over.then(() => endedByItself(), endedByItself);
  return {
    id,
    done: done.promise,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}

/** Leaves nothing behind, or, where the database does not answer, as little as time allows. */
async function putAway({ id, log, store, queue, drain, heartbeat, pauses }: Parts): Promise<void> {
  drain.finish();
  const away = async (): Promise<void> => {
    try {
      await heartbeat.stop();
      await pauses.stop();
      await forgetWorker(store, id);
    } finally {
      await queue.close();
    }
  };
  const tidy = away().catch((error: unknown) => {
    log.error({ worker: id, ...errorFacts(error) }, "the worker was not put away tidily");
  });
  await settlesWithin(tidy, PUT_AWAY_WITHIN_MS);
}

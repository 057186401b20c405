import { dueMode, nextRunAt } from "@muster/roster";
import {
  type DueIntegration,
  noticeHealth,
  noticeWaiting,
  queueDueRuns,
  readQueueRoom,
  requeueForgotten,
} from "@muster/store";
import type { Engine } from "@muster/sync";
import { type CronItem, parseCronItem, type Task } from "graphile-worker";
import { errorFacts } from "@muster/store";

export const TICK_TASK = "tick";

/** Before every run: it takes milliseconds, and the others' schedules hang on it. */
const PRIORITY = -10;
const BLOCK = 500;
/** When an integration whose schedule cannot be read is looked at again. */
const UNREADABLE_MS = 3_600_000;

/**
 * Each minute, by one worker. Nothing is made up for (`fill`): what is due is due until it is queued. A tick that
 * still waits when the next one comes is replaced by it.
 */
const CRON_ITEM: CronItem = {
  task: TICK_TASK,
  match: "* * * * *",
  identifier: TICK_TASK,
  options: {
    backfillPeriod: 0,
    jobKey: TICK_TASK,
    jobKeyMode: "replace",
    maxAttempts: 5,
    priority: PRIORITY,
  },
};

export const tickSchedule = [parseCronItem(CRON_ITEM)];

/** How a tick is queued out of turn. */
export const TICK_SPEC = { jobKey: TICK_TASK, maxAttempts: 5, priority: PRIORITY };

/** The task of the minute. A tick that fails is logged and no more: the next one finds the same integrations due. */
export function createTickTask(engine: Engine): Task {
  return async () => {
    try {
      await tick(engine);
    } catch (error) {
      engine.log.error(errorFacts(error), "a tick failed");
    }
  };
}

/**
 * Queues a run for every integration that is due by the business clock, and whatever run was forgotten, and gives
 * notice of what has waited too long for a person, and of integrations that broke or healed.
 */
export async function tick(engine: Engine): Promise<void> {
  const { store, log } = engine;
  const now = engine.now();
  await queueDue(engine, await readQueueRoom(store, now), now);
  const forgotten = await requeueForgotten(store);
  if (forgotten > 0) log.info({ runs: forgotten }, "queued runs again that were left without a worker");
  const notices = (await noticeWaiting(store, now)) + (await noticeHealth(store, now));
  if (notices > 0) log.info({ notices }, "gave notices of what waits, broke or healed");
}

/**
 * After a run: where the queue runs low and something is still due, fills it up without waiting for the next minute.
 * A failure is logged and no more: the tick does the same.
 */
export async function topUp(engine: Engine): Promise<void> {
  try {
    const now = engine.now();
    const space = await readQueueRoom(engine.store, now);
    if (space.thin) await queueDue(engine, space, now);
  } catch (error) {
    engine.log.error(errorFacts(error), "the queue could not be filled up");
  }
}

async function queueDue(engine: Engine, { room }: { room: number }, now: Date): Promise<void> {
  const queued = await queueDueRuns(engine.store, {
    now,
    block: BLOCK,
    room,
    nextRunAt: (due) => nextTime(engine, due, now),
    modeOf: (due) => modeOf(engine, due, now),
  });
  if (queued > 0) engine.log.info({ runs: queued }, "queued the runs that are due");
}

/** One organization's schedule or zone that cannot be read must not stop everybody's. */
function nextTime({ log }: Engine, due: DueIntegration, now: Date): Date | null {
  try {
    return nextRunAt(due, now);
  } catch (error) {
    log.error({ integration: due.id, ...errorFacts(error) }, "a schedule cannot be read");
    return new Date(now.getTime() + UNREADABLE_MS);
  }
}

/** Whoever reads everybody misses nothing: so does one whose schedule cannot be read. */
function modeOf({ connectors }: Engine, due: DueIntegration, now: Date): "full" | "changes" {
  const { connector, schedule, timeZone: zone, lastFullDay } = due;
  const tellsChanges = due.hasWatermark && connectors.get(connector)?.readChanges !== undefined;
  try {
    return dueMode({ schedule, zone, now, lastFullDay, tellsChanges });
  } catch {
    // Logged where its next time was looked for.
    return "full";
  }
}

import { errorFacts, forgetDaily } from "@muster/store";
import type { Engine } from "@muster/sync";
import { parseCronItem, type Task } from "graphile-worker";

export const RETENTION_TASK = "retention";

/** After the runs that wait: nobody waits for it. */
const PRIORITY = 30;

/** Asked every hour, because a worker may have been down at the hour of the day; done once in 24 hours. */
export const retentionSchedule = [
  parseCronItem({
    task: RETENTION_TASK,
    match: "23 * * * *",
    identifier: RETENTION_TASK,
    options: {
      backfillPeriod: 0,
      jobKey: RETENTION_TASK,
      jobKeyMode: "replace",
      maxAttempts: 5,
      priority: PRIORITY,
    },
  }),
];

/** Deletes what has reached its age. One that fails is logged and no more: the next day finds the same rows. */
export function createRetentionTask(engine: Engine, stopping: () => boolean): Task {
  return async () => {
    try {
      const forgotten = await forgetDaily(engine.store, { now: engine.now(), stopping });
      if (forgotten && Object.keys(forgotten).length > 0) {
        engine.log.info(forgotten, "deleted what has reached its age");
      }
    } catch (error) {
      engine.log.error(errorFacts(error), "what has reached its age could not be deleted");
    }
  };
}

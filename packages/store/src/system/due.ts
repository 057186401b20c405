import { sql } from "kysely";
import type { Store } from "../open-store.ts";
import { requestRun } from "../runs/request-run.ts";
import { addRunJobs, type RunJob } from "./jobs.ts";

/** An integration whose time has come. */
export interface DueIntegration {
  id: number;
  orgId: number;
  schedule: string;
  timeZone: string;
}

/**
 * Queues a run for every enabled integration that is due at `now`, and moves its next time on: after a long
 * stop one run each, not one for every time missed. In blocks, each a transaction that skips what another
 * worker's tick has in hand. Gives how many runs were queued.
 */
export async function queueDueRuns(
  store: Store,
  input: { now: Date; block: number; nextRunAt: (due: DueIntegration) => Date | null },
): Promise<number> {
  let queued = 0;
  for (;;) {
    const jobs = await store.system.transaction().execute(async (tx) => {
      const { rows } = await sql<DueIntegration>`
        select i.id, i.org_id as "orgId", i.schedule, o.time_zone as "timeZone"
        from integrations i join organizations o on o.id = i.org_id
        where i.enabled and i.next_run_at <= ${input.now}
        order by i.next_run_at limit ${input.block} for update of i skip locked`.execute(tx);
      const made: RunJob[] = [];
      for (const due of rows) {
        const run = await requestRun(tx, {
          orgId: due.orgId,
          integrationId: due.id,
          mode: "full",
          dryRun: false,
          door: "hr",
          requestedBy: "schedule",
          now: input.now,
        });
        await sql`update integrations set next_run_at = ${input.nextRunAt(due)} where id = ${due.id}`.execute(
          tx,
        );
        made.push({ runId: run.id, orgId: due.orgId, token: run.token });
      }
      return made;
    });
    if (jobs.length === 0) return queued;
    await addRunJobs(store, jobs, 10);
    queued += jobs.length;
  }
}

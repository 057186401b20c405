import type { PlainDate } from "@muster/connector-sdk";
import type { Scheduled } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Store } from "../open-store.ts";
import { requestRun } from "../runs/request-run.ts";
import type { RunMode } from "../runs/run-record.ts";
import { addRunJobsIn, type RunJob } from "./jobs.ts";

/** An integration whose time has come. */
export interface DueIntegration extends Scheduled {
  orgId: number;
  connector: string;
  /** The organization's day of the last full run that was applied; null before the first. */
  lastFullDay: PlainDate | null;
  /** Whether it is known from where on the vendor's changes are asked for. */
  hasWatermark: boolean;
}

export interface DueInput {
  /** Of the business clock. */
  now: Date;
  /** Integrations a transaction. */
  block: number;
  /** Runs at most; what is due beyond them stays due. */
  room: number;
  /** When it falls due again, after `now`; null: never. Does not throw: it would stop everybody's schedule. */
  nextRunAt: (due: DueIntegration) => Date | null;
  /** What the run reads. Does not throw, either. */
  modeOf: (due: DueIntegration) => "full" | "changes";
}

/**
 * Queues a run for every enabled integration that is due at `now`, the longest due first, and moves its next time
 * on: after a long stop one run each, not one for every time missed. Until nothing is due or the room is used up. In
 * blocks, each a transaction that skips what another worker's tick has in hand. An integration whose vendor the
 * operator has paused stays due. Gives how many runs were queued; a run that was queued already serves.
 */
export async function queueDueRuns(store: Store, input: DueInput): Promise<number> {
  let queued = 0;
  while (queued < input.room) {
    const block = Math.min(input.block, input.room - queued);
    const { due, jobs } = await store.system
      .transaction()
      .execute((tx) => queueBlock(tx, { ...input, block }));
    queued += jobs.length;
    if (due < block) break;
  }
  return queued;
}

async function queueBlock(tx: Tx, input: DueInput): Promise<{ due: number; jobs: RunJob[] }> {
  const { now, block, nextRunAt, modeOf } = input;
  // No key update: whoever inserts a run holds the integration's key, and a tick need not pass it over for that.
  const { rows } = await sql<DueIntegration>`
    select i.id, i.org_id as "orgId", i.connector, i.schedule, o.time_zone as "timeZone",
      r.as_of as "lastFullDay", i.watermark is not null as "hasWatermark"
    from integrations i join organizations o on o.id = i.org_id left join runs r on r.id = i.last_applied_run
    where i.enabled and i.deleted_at is null and i.next_run_at <= ${now}
      and not exists (select from vendor_pauses p where p.ended_at is null and p.connector = i.connector)
    order by i.next_run_at, i.id limit ${block} for no key update of i skip locked`.execute(tx);
  const jobs: RunJob[] = [];
  for (const due of rows) {
    await sql`update integrations set next_run_at = ${nextRunAt(due)} where id = ${due.id}`.execute(tx);
    const mode = modeOf(due);
    if (mode === "changes" && (await isQueued(tx, due.id, "full"))) continue;
    const run = await requestRun(tx, {
      orgId: due.orgId,
      integrationId: due.id,
      mode,
      dryRun: false,
      door: "hr",
      requestedBy: "schedule",
      now,
    });
    // One that was queued already has its job, perhaps with Sync now's priority.
    if (run.created) jobs.push({ runId: run.id, orgId: due.orgId, token: run.token });
  }
  await addRunJobsIn(tx, jobs, 10);
  return { due: rows.length, jobs };
}

/** One that reads everybody serves whoever wants to know what changed. */
async function isQueued(tx: Tx, integrationId: number, mode: RunMode): Promise<boolean> {
  const { rows } = await sql`
    select from runs
    where integration_id = ${integrationId} and mode = ${mode} and not dry_run and state = 'queued'`.execute(
    tx,
  );
  return rows.length > 0;
}

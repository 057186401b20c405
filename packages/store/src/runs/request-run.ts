import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { RunMode } from "./run-record.ts";

export interface RunRequest {
  orgId: number;
  integrationId: number;
  mode: RunMode;
  dryRun: boolean;
  door: "hr" | "file" | "api" | "person";
  requestedBy: string;
  now: Date;
}

/** A run that waits for a worker. */
export interface QueuedRun {
  id: number;
  token: number;
  /** False where the request joined a run of the same kind that was queued already. */
  created: boolean;
}

/** Queues a run, or joins the one that is queued: however often somebody clicks, one follows the one under way. */
export async function requestRun(tx: Tx, request: RunRequest): Promise<QueuedRun> {
  const { orgId, integrationId, mode, dryRun, door, requestedBy, now } = request;
  for (;;) {
    const { rows: made } = await sql<{ id: number; token: number }>`
      insert into runs (org_id, integration_id, mode, dry_run, door, requested_by, queued_at)
      values (${orgId}, ${integrationId}, ${mode}, ${dryRun}, ${door}, ${requestedBy}, ${now})
      on conflict (integration_id, mode, dry_run) where state = 'queued' do nothing
      returning id, token`.execute(tx);
    if (made[0]) return { ...made[0], created: true };
    const { rows: queued } = await sql<{ id: number; token: number }>`
      select id, token from runs
      where integration_id = ${integrationId} and mode = ${mode} and dry_run = ${dryRun} and state = 'queued'`.execute(
      tx,
    );
    // Nothing there any more: it began to read between the two statements, so this request gets a follow-up.
    if (queued[0]) return { ...queued[0], created: false };
  }
}

/** The queued run of an integration that is next, if any. */
export async function nextQueued(
  tx: Tx,
  integrationId: number,
): Promise<{ id: number; token: number; requestedBy: string } | undefined> {
  const { rows } = await sql<{ id: number; token: number; requestedBy: string }>`
    select id, token, requested_by as "requestedBy" from runs where integration_id = ${integrationId} and state = 'queued'
    order by id limit 1`.execute(tx);
  return rows[0];
}

import type { ErrorKind } from "@muster/connector-sdk";
import { nextRunAt, retryTime, type Scheduled } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What the end of a run says of its integration. */
export interface RunEnd {
  integrationId: number;
  mode: string;
  failed: boolean;
  kind: ErrorKind | null;
  certificate: string | null;
  /** How long the vendor asked to wait. */
  retryAfterMs?: number;
  now: Date;
}

interface Standing extends Scheduled {
  failures: number;
  uncertified: number;
}

/**
 * With the run that ends: one that failed puts the next one off, one that did not ends all that and gives the schedule
 * back its own times. What is paused stays so.
 */
export async function settleIntegration(tx: Tx, end: RunEnd): Promise<void> {
  // A push is nobody's schedule: whoever sent it hears of it.
  if (end.mode === "push") return;
  const { rows } = await sql<Standing>`
    select i.id, i.schedule, o.time_zone as "timeZone", i.failures, i.uncertified
    from integrations i join organizations o on o.id = i.org_id where i.id = ${end.integrationId}`.execute(
    tx,
  );
  const [standing] = rows;
  if (!standing) return;
  await (end.failed ? settleFailure(tx, standing, end) : settleSuccess(tx, standing, end));
}

async function settleFailure(tx: Tx, { id, failures }: Standing, end: RunEnd): Promise<void> {
  const { kind, retryAfterMs, now } = end;
  const failure = { kind, failures: failures + 1, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  await sql`
    update integrations set failures = ${failure.failures}, failing_since = coalesce(failing_since, ${now}),
      next_run_at = case when enabled then ${retryTime(failure, now)}::timestamptz end
    where id = ${id}`.execute(tx);
}

async function settleSuccess(tx: Tx, standing: Standing, end: RunEnd): Promise<void> {
  const { id, failures } = standing;
  const uncertified = end.mode === "full" ? uncertifiedNow(standing, end) : standing.uncertified;
  if (failures === 0 && uncertified === standing.uncertified) return;
  const next = failures === 0 ? null : ownTime(standing, end.now);
  await sql`
    update integrations set failures = 0, failing_since = null, uncertified = ${uncertified},
      next_run_at = case when enabled then coalesce(${next}::timestamptz, next_run_at) end
    where id = ${id}`.execute(tx);
}

function uncertifiedNow({ uncertified }: Standing, { certificate }: RunEnd): number {
  return certificate === "none" ? uncertified + 1 : 0;
}

/** A schedule that cannot be read must not undo what a run applied; the tick tells of it. */
function ownTime(standing: Standing, now: Date): Date | null {
  try {
    return nextRunAt(standing, now);
  } catch {
    return null;
  }
}

/** What a person has just put right is tried at once, where it failed before and is switched on. */
export async function retryNow(tx: Tx, integrationId: number, now: Date): Promise<void> {
  await sql`
    update integrations set next_run_at = ${now} where id = ${integrationId} and enabled and failures > 0`.execute(
    tx,
  );
}

import type { ErrorKind } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";

export type RunMode = "full" | "changes" | "one" | "push";
export type RunState =
  | "queued"
  | "reading"
  | "planning"
  | "applying"
  | "succeeded"
  | "held"
  | "failed"
  | "cancelled";

/** A rule that held part of a plan. */
export interface HeldPart {
  code: string;
  people: number;
  base: number;
  rule: string;
}

/** One execution for one integration. */
export interface RunRecord {
  id: number;
  orgId: number;
  integrationId: number;
  mode: RunMode;
  state: RunState;
  dryRun: boolean;
  door: "hr" | "file" | "api" | "person";
  requestedBy: string;
  asOf: string | null;
  token: number;
  checkpoint: Record<string, unknown> | null;
  stagedRows: number;
  people: number;
  total: number | null;
  certificate: "counted" | "walked" | "none" | null;
  counts: Record<string, number> | null;
  held: HeldPart[];
  reasonCode: string | null;
  /** Who can act, of the error that failed it; null where it did not fail or has none. */
  reasonKind: ErrorKind | null;
  reason: string | null;
  fix: string | null;
  queuedAt: Date;
  startedAt: Date | null;
  endedAt: Date | null;
  /** When it was taken back, by whom and why; null: it was not. */
  undoneAt: Date | null;
  undoneBy: string | null;
  undoReason: string | null;
}

export const RUN_COLUMNS =
  sql.raw(`r.id, r.org_id as "orgId", r.integration_id as "integrationId", r.mode, r.state,
  r.dry_run as "dryRun", r.door, r.requested_by as "requestedBy", r.as_of as "asOf", r.token, r.checkpoint,
  r.staged_rows as "stagedRows", r.people, r.total, r.certificate, r.counts, r.held, r.reason_code as "reasonCode", r.reason_kind as "reasonKind",
  r.reason, r.fix, r.queued_at as "queuedAt", r.started_at as "startedAt", r.ended_at as "endedAt",
  r.undone_at as "undoneAt", r.undone_by as "undoneBy", r.undo_reason as "undoReason"`);

/** A run of the organization, or undefined. */
export async function findRun(tx: Tx, runId: number): Promise<RunRecord | undefined> {
  const { rows } = await sql<RunRecord>`select ${RUN_COLUMNS} from runs r where r.id = ${runId}`.execute(tx);
  return rows[0];
}

/** The newest runs first, of one integration or of all. */
export async function listRuns(
  tx: Tx,
  filter: { integrationId?: number; limit: number },
): Promise<RunRecord[]> {
  const { rows } = await sql<RunRecord>`
    select ${RUN_COLUMNS} from runs r
    where ${filter.integrationId ?? null}::bigint is null or r.integration_id = ${filter.integrationId ?? null}
    order by r.id desc limit ${filter.limit}`.execute(tx);
  return rows;
}

/** Some worker leads it, or is about to go on with it. */
export function isUnderWay(state: RunState): boolean {
  return state === "reading" || state === "planning" || state === "applying";
}

/** Nothing of it changes any more. */
export function hasEnded(state: RunState): boolean {
  return state === "succeeded" || state === "held" || state === "failed" || state === "cancelled";
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { type Decline, listDeclines } from "./declines.ts";
import { AFTER, named } from "../plan/run-changes.ts";
import { type Protection, readProtection } from "./protections.ts";

/** Why somebody is or was out. */
export interface Deactivation {
  cause: string;
  door: string;
  integration: number | null;
  externalId: string | null;
  run: number | null;
  approvedBy: string | null;
  priorStatus: string;
  openedAt: Date;
  /** Null: it keeps the person out. */
  closedAt: Date | null;
}

/** A person's word that somebody stays although their sources say they left. */
export interface Override {
  /** The last day on which it holds; null: no last day. */
  until: string | null;
  actor: string;
  reason: string;
  createdAt: Date;
  /** Null: it holds. */
  endedAt: Date | null;
}

/** A field that no sync overwrites. */
export interface Pin {
  field: string;
  actor: string;
  createdAt: Date;
}

/** One applied change of a member. */
export interface HistoryEntry {
  at: Date;
  actor: string;
  run: number | null;
  action: string;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

/** What is stored of a member besides what a list shows. */
export interface MemberRecord {
  displayName: string | null;
  orgMemberId: string | null;
  seniority: string | null;
  location: string | null;
  managerExternalId: string | null;
  startDate: string | null;
  endDate: string | null;
  /** Fields of the customer's own, by name. */
  attributes: Record<string, string | null>;
  /** What a staged member waits for. */
  waits: string[];
  createdAt: Date;
  updatedAt: Date;
  deactivations: Deactivation[];
  /** The newest first, those that ended included. */
  overrides: Override[];
  /** A person's word that no sync takes them out; null: there is none. */
  protection: Protection | null;
  /** Those that were not lifted. */
  pins: Pin[];
  /** What is not done again because a run was undone. */
  declines: Decline[];
  /** The newest first. */
  history: HistoryEntry[];
}

/** Everything stored of one member, with at most `changes` entries of history. Undefined: there is none. */
export async function readMemberRecord(
  tx: Tx,
  memberId: number,
  changes: number,
): Promise<MemberRecord | undefined> {
  const { rows } = await sql<
    Omit<MemberRecord, "deactivations" | "overrides" | "pins" | "protection" | "declines" | "history">
  >`
    select display_name as "displayName", org_member_id as "orgMemberId", seniority, location,
      manager_external_id as "managerExternalId", start_date as "startDate", end_date as "endDate",
      coalesce(attributes, '{}') as attributes, waits,
      created_at as "createdAt", updated_at as "updatedAt"
    from members where id = ${memberId}`.execute(tx);
  const [member] = rows;
  if (!member) return undefined;
  const { rows: deactivations } = await sql<Deactivation>`
    select cause, door, integration_id as integration, external_id as "externalId", run_id as run,
      approved_by as "approvedBy", prior_status as "priorStatus", opened_at as "openedAt", closed_at as "closedAt"
    from deactivations where member_id = ${memberId} order by id desc`.execute(tx);
  const { rows: overrides } = await sql<Override>`
    select until, actor, reason, created_at as "createdAt", ended_at as "endedAt"
    from overrides where member_id = ${memberId} order by id desc`.execute(tx);
  const { rows: pins } = await sql<Pin>`
    select field, actor, created_at as "createdAt"
    from pins where member_id = ${memberId} and lifted_at is null order by field`.execute(tx);
  const declines = await listDeclines(tx, memberId);
  const history = await readHistory(tx, memberId, changes);
  const protection = (await readProtection(tx, memberId)) ?? null;
  return { ...member, deactivations, overrides, protection, pins, declines, history };
}

async function readHistory(tx: Tx, memberId: number, limit: number): Promise<HistoryEntry[]> {
  const { rows } = await sql<HistoryEntry>`
    select b.sealed_at as at, b.actor, b.run_id as run, c.action, c.reason, c.before, ${AFTER} as after
    from changes c join batches b on b.id = c.batch_id
    where c.member_id = ${memberId} and b.seq is not null
      and not (c.action = 'skip' and c.reason is not distinct from 'unchanged')
    order by b.seq desc, c.ord desc limit ${limit}`.execute(tx);
  return rows.map((row) => ({ ...row, before: named(row.before), after: named(row.after) }));
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { HoldCause } from "../plan/hold-rows.ts";
import { IS_PROTECTED } from "./protections.ts";

/** Somebody of a plan who waits for a person's decision. */
export interface Hold {
  id: number;
  runId: number;
  integrationId: number;
  externalId: string;
  /** Null for a joiner, who is no member yet. */
  memberId: number | null;
  workEmail: string | null;
  displayName: string | null;
  cause: HoldCause;
  code: string;
  rule: string;
  /** Decided on by name only. */
  protected: boolean;
  /** The open question whether somebody else's record is theirs too: it is answered first. */
  conflict: number | null;
  createdAt: Date;
  /** Who approved first, where a second admin must confirm or has confirmed. */
  firstBy: string | null;
  /** YYYY-MM-DD: no notices before. */
  snoozedUntil: string | null;
  snoozeReason: string | null;
}

const HOLD_COLUMNS = sql`h.id, h.run_id as "runId", h.integration_id as "integrationId", h.external_id as "externalId",
      h.member_id as "memberId", coalesce(m.work_email, h.evidence ->> 'workEmail') as "workEmail",
      coalesce(m.display_name, nullif(concat_ws(' ', m.first_name, m.last_name), ''), h.evidence ->> 'displayName')
        as "displayName", h.cause, h.code, h.rule,
      ${IS_PROTECTED} as protected,
      (select min(k.id) from conflicts k where k.member_id = h.member_id and k.state = 'open'
        and k.kind = 'looksAlike') as conflict, h.created_at as "createdAt", h.first_by as "firstBy",
      h.snoozed_until as "snoozedUntil", h.snooze_reason as "snoozeReason"`;

/** The open holds that a run made or said again. */
export async function listHolds(tx: Tx, runId: number): Promise<Hold[]> {
  const { rows } = await sql<Hold>`
    select ${HOLD_COLUMNS}
    from holds h left join members m on m.id = h.member_id
    where h.state = 'open' and (h.run_id = ${runId} or h.last_run_id = ${runId})
      -- One whom somebody removed from the database waits for nothing; the next full run says so.
      and (h.member_id is null or m.id is not null)
    order by h.external_id`.execute(tx);
  return rows;
}

/** What a person decided about one of a run's leavers, or that it needed no decision any more. */
export interface DecidedHold extends Hold {
  state: "approved" | "applied" | "rejected" | "withdrawn";
  /** Null where nobody had to decide: the person was seen again. */
  decidedBy: string | null;
  decidedAt: Date;
  decisionReason: string | null;
}

/** A run's leavers who wait no longer, with what became of them. */
export async function listDecidedHolds(tx: Tx, runId: number): Promise<DecidedHold[]> {
  const { rows } = await sql<DecidedHold>`
    select ${HOLD_COLUMNS}, h.state, h.decided_by as "decidedBy", h.decided_at as "decidedAt",
      h.decision_reason as "decisionReason"
    from holds h left join members m on m.id = h.member_id
    where h.state <> 'open' and (h.run_id = ${runId} or h.last_run_id = ${runId})
    order by h.decided_at, h.external_id`.execute(tx);
  return rows;
}

import type { RunRecord, Tx } from "@muster/store";
import { sql } from "kysely";

/** A record that the store knows, and what stands of it. */
export interface StoredRecord {
  id: string;
  integration: number;
  memberId: number | null;
  claim: "employed" | "left" | "suspect" | null;
  decision: string | null;
  suspectSince: string | null;
}

export interface StoredMember {
  id: number;
  status: string;
  role: string;
  waits: string[];
  email: string | null;
  department: string | null;
  version: number;
  /** A source's or a person's reasons that are open. */
  causes: string[];
  overridden: boolean;
}

export interface StoredHold {
  id: string;
  integration: number;
  memberId: number | null;
  state: "open" | "approved" | "rejected";
  cause: string;
  code: string;
  lastRun: number;
  isNew: boolean;
}

/** Somebody whom a run of a source put out, and who is still out. */
export interface StoredLeaver {
  memberId: number;
  integration: number | null;
  run: number | null;
  cause: string;
  approved: boolean;
  at: string;
}

export interface State {
  run: Pick<RunRecord, "id" | "state" | "certificate" | "held" | "counts" | "reasonCode"> | null;
  records: StoredRecord[];
  members: StoredMember[];
  holds: StoredHold[];
  leavers: StoredLeaver[];
  /** Fields that are kept at their last values, or whose emptying a person let through. */
  fields: { integration: number; field: string; state: string; lastRun: number }[];
  /** Open questions who somebody is. */
  conflicts: { number: number; kind: string; id: string; memberId: number | null }[];
  /** Rows that the run wrote, in words. */
  changes: string[];
}

/**
 * All that the organization's tables say, in one question: it is asked after every step. In an order that no number
 * of the database has a part in, so that whoever is chosen by their place is the same each time.
 */
export async function readState(tx: Tx, runId: number | null, now: Date): Promise<State> {
  const { rows } = await sql<{ state: State }>`
    select jsonb_build_object(
      'run', (select jsonb_build_object('id', id, 'state', state, 'certificate', certificate, 'held', held,
        'counts', counts, 'reasonCode', reason_code) from runs where id = ${runId}),
      'records', (select coalesce(jsonb_agg(jsonb_build_object('id', external_id, 'integration', integration_id,
        'memberId', member_id, 'claim', claim, 'decision', decision,
        'suspectSince', suspect_since) order by external_id), '[]') from identities),
      'members', (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'status', status, 'role', role,
        'waits', waits, 'email', work_email, 'department', department, 'version', version,
        'causes', (select coalesce(jsonb_agg(cause), '[]') from deactivations d
          where d.member_id = m.id and closed_at is null),
        'overridden', exists (select from overrides o where o.member_id = m.id and ended_at is null))
        order by (select min(external_id) from identities i where i.member_id = m.id), m.id), '[]') from members m),
      'holds', (select coalesce(jsonb_agg(jsonb_build_object('id', external_id, 'integration', integration_id,
        'memberId', member_id, 'state', state, 'cause', cause, 'code', code, 'lastRun', last_run_id,
        'isNew', created_at = ${now}) order by external_id, id), '[]') from holds where state in ('open', 'approved', 'rejected')),
      'leavers', (select coalesce(jsonb_agg(jsonb_build_object('memberId', member_id, 'integration', integration_id,
        'run', run_id, 'cause', cause, 'approved', approved_by is not null, 'at', opened_at)), '[]')
        from deactivations where closed_at is null and integration_id is not null),
      'fields', (select coalesce(jsonb_agg(jsonb_build_object('integration', integration_id, 'field', field,
        'state', state, 'lastRun', last_run_id)), '[]') from field_holds where state in ('open', 'approved')),
      'conflicts', (select coalesce(jsonb_agg(jsonb_build_object('number', id, 'kind', kind, 'id', external_id,
        'memberId', member_id) order by external_id, id), '[]') from conflicts where state = 'open'),
      'changes', (select coalesce(jsonb_agg(concat_ws(' ', external_id, action, reason, 'of', member_id)
        order by batch_id, ord), '[]') from changes where batch_id in (select id from batches where run_id = ${runId}))
    ) as state`.execute(tx);
  const [row] = rows;
  if (!row) throw new Error("a question without an answer");
  return row.state;
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { ConflictKind } from "../plan/mark-conflicts.ts";

/** A question who somebody is. */
export interface Conflict {
  id: number;
  kind: ConflictKind;
  integration: { id: number; name: string };
  externalId: string;
  /** What the record said when it was asked last. */
  record: { name: string | null; workEmail: string | null };
  /** The member whom the record is linked to; null: it is new. */
  recordMember: number | null;
  /** Whom it may be, or whose address it wants; null: only other records want the address. */
  member: { id: number; name: string | null; workEmail: string | null; status: string } | null;
  /** The run that asked first, and the newest one that asked. */
  run: number;
  lastRun: number;
  createdAt: Date;
  state: "open" | "decided" | "withdrawn";
  decision: "same" | "different" | "ignore" | null;
  /** Who answered first, where a second admin must confirm or has confirmed. */
  firstBy: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  reason: string | null;
}

const COLUMNS = sql.raw(`k.id, k.kind, jsonb_build_object('id', n.id, 'name', n.name) as integration,
  k.external_id as "externalId",
  jsonb_build_object('name', k.evidence ->> 'displayName', 'workEmail', k.evidence ->> 'workEmail') as record,
  i.member_id as "recordMember",
  case when m.id is not null then jsonb_build_object('id', m.id, 'status', m.status, 'workEmail', m.work_email,
    'name', coalesce(m.display_name, nullif(concat_ws(' ', m.first_name, m.last_name), ''))) end as member,
  k.run_id as run, k.last_run_id as "lastRun", k.created_at as "createdAt", k.state, k.decision,
  k.first_by as "firstBy",
  k.decided_by as "decidedBy", k.decided_at as "decidedAt", k.decision_reason as reason`);
const FROM = sql.raw(`conflicts k join integrations n on n.id = k.integration_id
  left join members m on m.id = k.member_id
  left join identities i on i.integration_id = k.integration_id and i.external_id = k.external_id`);

/** Open questions, the oldest first; with `all` also those that were decided or need no answer any more. */
export async function listConflicts(
  tx: Tx,
  { all = false, integrationId = null }: { all?: boolean; integrationId?: number | null } = {},
): Promise<Conflict[]> {
  const { rows } = await sql<Conflict>`
    select ${COLUMNS} from ${FROM}
    where (${all} or k.state = 'open') and (${integrationId}::bigint is null or n.id = ${integrationId})
    order by k.id`.execute(tx);
  return rows;
}

export async function findConflict(tx: Tx, id: number): Promise<Conflict | undefined> {
  const { rows } = await sql<Conflict>`select ${COLUMNS} from ${FROM} where k.id = ${id}`.execute(tx);
  return rows[0];
}

import { foldKey } from "@muster/roster";
import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { findLosers } from "../plan/collisions.ts";
import { deriveNames } from "../plan/keep-stored.ts";
import { undoFacts } from "./undo-facts.ts";

/** An undo that is being drafted: change rows that take a run's back. */
export interface UndoDraft {
  runId: number;
  batchId: number;
  /** Kept with every change row. */
  reason: string;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));
const restored = sql.raw(
  MAPPED_COLUMNS.map((column) => {
    if (column.endsWith("_key")) return `m.${column}`;
    const type = column.endsWith("_date") ? "::date" : column === "attributes" ? "::jsonb" : "";
    return `case when b.back ? '${column}' then (b.back ->> '${column}')${type} else m.${column} end`;
  }).join(", "),
);
const NAMES = sql.raw("array['first_name', 'last_name']");

/**
 * Writes for each member of the run the one row that takes back what is not left: the fields, the status, or that
 * they are a member at all.
 */
export async function draftMembers(tx: Tx, { runId, batchId, reason }: UndoDraft): Promise<void> {
  await withHashJoins(tx, () =>
    sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, employment, status, role, cause,
      ${columns}, before, reason)
    with ${undoFacts(runId)}, b as (
      select member_id, bool_or(created) as created, bool_or(key = 'waits') as waits, min(employment) as employment,
        coalesce(jsonb_object_agg(key, was) filter (where not created and key <> 'waits'), '{}') as back
      from judged where verdict is null group by member_id
    ), a as (
      select b.*, case when b.created then 'deactivated' else coalesce(b.back ->> 'status', m.status) end as status,
        m.status as old_status
      from b join members m on m.id = b.member_id
    )
    select ${batchId}, row_number() over (order by m.id), m.org_id, m.id,
      case
        when b.status = 'deactivated' and b.old_status <> 'deactivated' then 'deactivate'
        when b.status <> 'deactivated' and b.old_status = 'deactivated' then 'reactivate'
        when b.waits or b.back ?| array['status', 'role'] then 'advance'
        else 'update'
      end,
      m.version,
      coalesce(b.employment, (select case when bool_and(i.employment = 'preStart') then 'preStart' end
        from identities i where i.member_id = m.id)),
      b.status, coalesce(b.back ->> 'role', m.role),
      case when b.status = 'deactivated' and b.old_status <> 'deactivated' then 'undo' end, ${restored},
      coalesce((select jsonb_object_agg(k, to_jsonb(m) -> k) from jsonb_object_keys(b.back) k), '{}')
        || case when b.created then jsonb_build_object('status', m.status) else '{}' end,
      ${reason}
    from a b join members m on m.id = b.member_id`.execute(tx),
  );
  await deriveKeys(tx, batchId);
}

async function deriveKeys(tx: Tx, batchId: number): Promise<void> {
  const { rows: renamed } = await sql<{ ord: number }>`
    select ord from changes where batch_id = ${batchId} and before ?| ${NAMES}`.execute(tx);
  await deriveNames(
    tx,
    batchId,
    renamed.map(({ ord }) => ord),
  );
  const { rows: moved } = await sql<{ ord: number; email: string | null }>`
    select ord, work_email as email from changes
    where batch_id = ${batchId} and before ? 'work_email'`.execute(tx);
  const keys = moved.map(({ email }) => (email === null ? null : foldKey(email)));
  await sql`
    update changes c set email_key = k.key
    from unnest(${moved.map(({ ord }) => ord)}::bigint[], ${keys}::text[]) k (ord, key)
    where c.batch_id = ${batchId} and c.ord = k.ord`.execute(tx);
}

/** Addresses that somebody else has by now stay as they are. Gives whose. */
export async function leaveTakenMails(tx: Tx, batchId: number): Promise<number[]> {
  const losers = (await findLosers(tx, batchId)).map(({ ord }) => ord);
  if (losers.length === 0) return [];
  const { rows } = await sql<{ id: number }>`
    update changes c set work_email = m.work_email, email_key = m.email_key, before = c.before - 'work_email'
    from members m where c.batch_id = ${batchId} and c.ord = any (${losers}::bigint[]) and m.id = c.member_id
    returning m.id`.execute(tx);
  await sql`
    delete from changes where batch_id = ${batchId} and action = 'update' and before = '{}'::jsonb`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PersonAct } from "../people/person-act.ts";
import type { UndoDraft } from "./draft-undo.ts";
import { TOLD_COLUMNS, undoFacts } from "./undo-facts.ts";

interface RecordKey {
  integration: number;
  id: string;
}

/** Of a change `o` of the run: neither its member's status nor any claim on them has moved since. */
const UNMOVED = sql`not exists (select from since t where t.member_id = o.member_id and t.key in ('claim', 'status'))
  and not exists (select from deactivations d
    where d.member_id = o.member_id and d.cause = 'erasure' and d.closed_at is null)`;

/** Of a change `o`: it joined a record to a member who was there before. */
const JOINED = sql`(o.action = 'link' or (o.action = 'reactivate' and o.before -> 'claim' = 'null'))`;

/** Records that the run linked are taken off their members again, and stay off. Gives how many. */
export async function draftUnlinks(tx: Tx, draft: UndoDraft, act: PersonAct): Promise<number> {
  const { runId } = draft;
  const { rows } = await withHashJoins(tx, () =>
    sql<RecordKey>`
    with ${undoFacts(runId)}
    insert into declines (org_id, integration_id, external_id, member_id, what, value, episode, run_id, actor,
      created_at)
    select o.org_id, o.integration_id, o.external_id, o.member_id, 'link',
      -- Of a row that writes nothing of the member the address is not the record's.
      coalesce(i.person_id, case when o.status is not null then o.email_key end), i.episode, ${runId},
      ${act.actor}, ${act.now}
    from own o
    join people p on p.id = o.member_id and not p.created
    join identities i on i.integration_id = o.integration_id and i.external_id = o.external_id
      and i.member_id = o.member_id
    where ${JOINED} and ${UNMOVED}
    returning integration_id as integration, external_id as id`.execute(tx),
  );
  if (rows.length === 0) return 0;
  await writeClaims(tx, draft, rows, null);
  await sql`
    update identities i set member_id = null, claim = null, suspect_since = null, decision = 'skip', reason = 'undone'
    from ${keys(rows)} where i.integration_id = r.integration_id and i.external_id = r.external_id`.execute(
    tx,
  );
  return rows.length;
}

/** People whom the run missed, and whom nobody has seen or let go since, are suspects no more. Gives how many. */
export async function draftSightings(tx: Tx, draft: UndoDraft): Promise<number> {
  const { rows } = await withHashJoins(tx, () =>
    sql<RecordKey>`
    with ${undoFacts(draft.runId)}
    select i.integration_id as integration, i.external_id as id
    from own o join identities i on i.integration_id = o.integration_id and i.external_id = o.external_id
      and i.member_id = o.member_id and i.claim = 'suspect'
    where o.reason = 'absent' and o.before ->> 'claim' = 'employed' and ${UNMOVED}`.execute(tx),
  );
  if (rows.length === 0) return 0;
  await writeClaims(tx, draft, rows, "employed");
  await sql`
    update identities i set claim = 'employed', suspect_since = null
    from ${keys(rows)} where i.integration_id = r.integration_id and i.external_id = r.external_id`.execute(
    tx,
  );
  return rows.length;
}

function keys(rows: readonly RecordKey[]): RawBuilder<unknown> {
  return sql`unnest(${rows.map(({ integration }) => integration)}::bigint[], ${rows.map(({ id }) => id)}::text[])
    r (integration_id, external_id)`;
}

const columns = sql.raw(TOLD_COLUMNS.join(", "));
const ofMember = sql.raw(TOLD_COLUMNS.map((column) => `m.${column}`).join(", "));

/**
 * The rows that tell of it. They name no integration: what one says of a claim withdraws holds and rejections, and
 * here its source has said nothing.
 */
async function writeClaims(
  tx: Tx,
  { batchId, reason }: UndoDraft,
  records: readonly RecordKey[],
  claim: "employed" | null,
): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, external_id, member_id, action, member_version, claim, ${columns},
      before, reason)
    select ${batchId}, (select coalesce(max(ord), 0) from changes where batch_id = ${batchId})
      + row_number() over (order by m.id, i.external_id), m.org_id, i.external_id, m.id, 'update', m.version,
      ${claim}::text, ${ofMember}, jsonb_build_object('claim', i.claim), ${reason}
    from ${keys(records)}
    join identities i on i.integration_id = r.integration_id and i.external_id = r.external_id
    join members m on m.id = i.member_id`.execute(tx);
}

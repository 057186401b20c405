import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PersonAct } from "../people/person-act.ts";
import type { UndoDraft } from "./draft-undo.ts";
import { FIELD_NAME, undoFacts } from "./undo-facts.ts";

/** Remembers what a draft takes back, so that no sync does it again from the same evidence. */
export async function writeDeclines(tx: Tx, draft: UndoDraft, act: PersonAct): Promise<void> {
  const { runId, batchId } = draft;
  const facts = undoFacts(runId);
  await insert(tx, draft, act, {
    facts,
    // Whatever the draft gave up, such as an address that somebody else has, is not declined either.
    rows: sql`select j.member_id, j.integration_id, j.external_id, ${FIELD_NAME("j.key")} as what,
        j.gave #>> '{}' as value
      from judged j join changes u on u.batch_id = ${batchId} and u.member_id = j.member_id and u.before ? j.key
      where j.verdict is null and j.did = 'update'`,
  });
  await insert(tx, draft, act, {
    facts,
    rows: sql`select o.member_id, o.integration_id, o.external_id, 'advance', i.start_date::text
      from own o join judged j on j.member_id = o.member_id and j.key = 'waits' and j.verdict is null
      join identities i on i.integration_id = o.integration_id and i.external_id = o.external_id
      where o.action = 'advance'`,
  });
  await insert(tx, draft, act, {
    rows: sql`select i.member_id, i.integration_id, i.external_id, 'return', null
      from changes u join identities i on i.member_id = u.member_id and i.claim in ('employed', 'suspect')
      where u.batch_id = ${batchId} and u.action = 'deactivate'`,
  });
}

async function insert(
  tx: Tx,
  { runId }: UndoDraft,
  { orgId, actor, now }: PersonAct,
  { facts, rows }: { facts?: RawBuilder<unknown>; rows: RawBuilder<unknown> },
): Promise<void> {
  await withHashJoins(tx, () =>
    sql`
    insert into declines (org_id, integration_id, external_id, member_id, what, value, episode, run_id, actor,
      created_at)
    with ${facts ? sql`${facts}, ` : sql``} d (member_id, integration_id, external_id, what, value) as (${rows})
    select ${orgId}, d.integration_id, d.external_id, d.member_id, d.what, d.value, i.episode, ${runId}, ${actor}, ${now}
    from d join identities i on i.integration_id = d.integration_id and i.external_id = d.external_id
    on conflict do nothing`.execute(tx),
  );
}

/**
 * Whoever stays or comes back while every source says that they left is kept against them, as by a person's own
 * reactivation: until one shows them employed again.
 */
export async function keepAgainstSources(tx: Tx, draft: UndoDraft, act: PersonAct): Promise<void> {
  await sql`
    insert into overrides (org_id, member_id, until, actor, reason, created_at)
    select ${act.orgId}, m.id, null, ${act.actor}, ${draft.reason}, ${act.now}
    from (
      -- Grouped first: asked of each member by itself, the batch would be walked through for everybody.
      select member_id, bool_or(action = 'reactivate') as returns from changes where batch_id = ${draft.batchId}
      group by member_id
      having bool_or(action = 'reactivate' or external_id is not null) and not bool_or(action = 'deactivate')
    ) u join members m on m.id = u.member_id
    where (u.returns or m.status <> 'deactivated')
      and exists (select from identities i where i.member_id = m.id and i.claim = 'left')
      and not exists (select from identities i where i.member_id = m.id and i.claim in ('employed', 'suspect'))
      and not exists (select from overrides o where o.member_id = m.id and o.ended_at is null)`.execute(tx);
}

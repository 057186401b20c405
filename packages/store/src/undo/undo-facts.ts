import { type RawBuilder, sql } from "kysely";
import { FIELD_COLUMNS } from "../field-columns.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";

/** The fields that a change tells of; keys are derived and go with them. */
export const TOLD_COLUMNS = MAPPED_COLUMNS.filter((column) => !column.endsWith("_key"));

/** The name that a column has everywhere but in the database. */
export function fieldName(column: string): string {
  return column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Of `key`, a column: the field's name. */
export const FIELD_NAME = (key: string): RawBuilder<unknown> =>
  sql.raw(
    `case ${key} ${TOLD_COLUMNS.map((column) => `when '${column}' then '${fieldName(column)}'`).join(" ")} end`,
  );

const PINNED_FIELD = sql.raw(
  `case i.key ${Object.entries(FIELD_COLUMNS)
    .map(([field, column]) => `when '${column}' then '${field}'`)
    .join(" ")} end`,
);

const MOVED = sql.raw(
  `e.key in (${[...TOLD_COLUMNS, "status", "role"].map((column) => `'${column}'`).join(", ")})`,
);

/**
 * What a run did to its members, one row of `judged` for each thing that it changed of one: `key` is a column, or
 * `waits` for a wait that it ended, with the value from before the run (`was`) and the one that it `gave`. `verdict`
 * says why that is left as it is; null: it goes back. Also `own`, the run's change rows, `people`, its members, and
 * `since`, what others changed of them afterwards. Runs that were undone and their undoing count as never made: that
 * the value is still the run's is asked besides.
 */
export function undoFacts(runId: number): RawBuilder<unknown> {
  return sql`own as materialized (
  select c.*, b.seq from batches b join changes c on c.batch_id = b.id
  where b.run_id = ${runId} and b.kind <> 'undo' and b.seq is not null and c.member_id is not null
    and c.action in ('create', 'advance', 'update', 'link', 'deactivate', 'reactivate')
), people as materialized (
  select member_id as id, min(seq) as first, bool_or(action = 'create') as created,
    bool_or(action = 'advance') as advanced,
    (array_agg(before ->> 'employment' order by seq, ord) filter (where before ? 'employment'))[1] as employment
  from own group by member_id
), since as materialized (
  select c.member_id, e.key, (array_agg(b.actor order by b.seq desc))[1] as actor,
    (array_agg(case when b.kind = 'run' then b.run_id end order by b.seq desc))[1] as run
  from people p join changes c on c.member_id = p.id join batches b on b.id = c.batch_id
  cross join lateral jsonb_object_keys(coalesce(c.before, '{}')
    -- Somebody who was new with this run was taken over by whoever did anything about them.
    || case when c.action in ('deactivate', 'reactivate') or (p.created and b.kind = 'person')
      then '{"status": null}' else '{}' end::jsonb) e (key)
  where b.seq > p.first and b.run_id is distinct from ${runId} and b.kind <> 'undo'
    and not exists (select from runs r where r.id = b.run_id and r.undone_at is not null)
  group by c.member_id, e.key
), ${ITEMS}, ${JUDGED}`;
}

const ITEMS = sql`steps as materialized (
  select o.member_id, e.key, e.value as was, to_jsonb(o) -> e.key as gave, o.seq, o.ord, o.integration_id,
    o.external_id
  from own o join people p on p.id = o.member_id and not p.created cross join lateral jsonb_each(o.before) e
  where ${MOVED}
), items as materialized (
  select member_id, key, (array_agg(was order by seq, ord))[1] as was,
    (array_agg(gave order by seq desc, ord desc))[1] as gave,
    (array_agg(integration_id order by seq desc, ord desc))[1] as integration_id,
    (array_agg(external_id order by seq desc, ord desc))[1] as external_id
  from steps group by member_id, key
  union all
  select id, 'status', null, null, null, null from people where created
  union all
  select id, 'waits', null, null, null, null from people where advanced and not created
)`;

const JUDGED = sql`judged as materialized (
  select i.*, p.created, p.employment, t.actor, t.run,
    case
      when p.created then 'create'
      when i.key = 'status' and i.gave = '"deactivated"' then 'deactivate'
      when i.key = 'status' and i.was = '"deactivated"' then 'reactivate'
      when i.key in ('status', 'role', 'waits') then 'advance'
      else 'update'
    end as did,
    case
      when exists (select from deactivations d
        where d.member_id = i.member_id and d.cause = 'erasure' and d.closed_at is null) then 'erased'
      when t.member_id is not null then 'touchedSince'
      when exists (select from pins x where x.member_id = i.member_id and x.lifted_at is null
        and (p.created or x.field = ${PINNED_FIELD})) then 'pinned'
      when p.created then case when m.status = 'deactivated' then 'touchedSince' end
      when i.key <> 'waits' and to_jsonb(m) -> i.key is distinct from i.gave then 'touchedSince'
    end as verdict
  from items i
  join people p on p.id = i.member_id
  join members m on m.id = i.member_id
  left join since t on t.member_id = i.member_id and t.key = case i.key when 'waits' then 'status' else i.key end
  where i.was is distinct from i.gave or i.key = 'waits' or p.created
)`;

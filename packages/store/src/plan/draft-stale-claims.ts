import { type RawBuilder, sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";

interface StaleInput {
  orgId: number;
  integrationId: number;
  batchId: number;
  now: Date;
  /** Without a certified run for longer than that a source is silent. */
  days: number;
}

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Turns people whom this source let go of, now or earlier, and whom only silent sources still claim, into leavers
 * with the reason `staleClaim`: each of them waits for a person. Where every source is heard it costs one look at the
 * organization's integrations.
 */
export async function draftStaleClaims(tx: Tx, input: StaleInput): Promise<void> {
  const silent = await silentSources(tx, input);
  if (silent.length === 0) return;
  await withHashJoins(tx, async () => {
    await turnRows(tx, input, silent);
    await addRows(tx, input, silent);
  });
}

/** Other integrations of the organization that have been silent for long. */
export async function silentSources(
  tx: Tx,
  { integrationId, now, days }: Pick<StaleInput, "integrationId" | "now" | "days">,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select n.id from integrations n
    left join lateral (
      select r.ended_at from runs r
      where r.integration_id = n.id and r.certificate in ('counted', 'walked') and not r.dry_run
      order by r.id desc limit 1) last on true
    where n.id <> ${integrationId}
      and coalesce(last.ended_at, n.created_at) < ${now}::timestamptz - make_interval(days => ${days})`.execute(
    tx,
  );
  return rows.map(({ id }) => id);
}

/** Of a member: whether a silent source claims them and no other one does, but for the record at hand. */
function onlySilent(
  silent: readonly number[],
  record: { member: string; externalId: string; integrationId: number },
): RawBuilder<boolean> {
  const claims = sql`select from identities o where o.member_id = ${sql.ref(record.member)}
    and o.claim in ('employed', 'suspect')`;
  const here = sql`(o.integration_id = ${record.integrationId} and o.external_id = ${sql.ref(record.externalId)})`;
  return sql<boolean>`(exists (${claims} and o.integration_id = any (${[...silent]}::bigint[]))
    and not exists (${claims} and o.integration_id <> all (${[...silent]}::bigint[]) and not ${here})
    and not exists (select from overrides v where v.member_id = ${sql.ref(record.member)} and v.ended_at is null))`;
}

/** The claim ends in this plan. */
async function turnRows(
  tx: Tx,
  { batchId, integrationId }: StaleInput,
  silent: readonly number[],
): Promise<void> {
  await sql`
    update changes c set action = 'deactivate', status = 'deactivated', reason = 'staleClaim',
      cause = case when c.employment = 'terminated' then 'termination' else coalesce((
        select case when s.outside then 'outOfScope' end from staging s
        where s.run_id = (select run_id from batches where id = ${batchId}) and s.external_id = c.external_id
        limit 1), 'absence') end,
      before = c.before || jsonb_build_object('status', m.status)
    from members m
    where c.batch_id = ${batchId} and c.action = 'update' and c.reason = 'claimedElsewhere'
      and m.id = c.member_id and m.status <> 'deactivated'
      -- Nor is anybody hidden whom another record of this plan claims from now on.
      and not exists (select from changes x where x.batch_id = c.batch_id and x.member_id = c.member_id
        and x.claim = 'employed' and x.action in ('link', 'update', 'advance'))
      and ${onlySilent(silent, { member: "m.id", externalId: "c.external_id", integrationId })}`.execute(tx);
}

/** The claim ended earlier, beside one of a source that was heard then. One record of this source speaks for it. */
async function addRows(
  tx: Tx,
  { orgId, batchId, integrationId }: StaleInput,
  silent: readonly number[],
): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, member_id, action,
      member_version, claim, employment, status, role, cause, ${changeColumns}, before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId}) + row_number() over (order by m.id),
      ${orgId}, ${integrationId}, i.external_id, i.person_id, m.id, 'deactivate', m.version, 'left', i.employment,
      'deactivated', m.role, case when i.employment = 'terminated' then 'termination' else 'absence' end,
      ${columns}, jsonb_build_object('status', m.status), 'staleClaim'
    from (
      select distinct on (member_id) member_id, external_id, person_id, employment from identities
      where integration_id = ${integrationId} and claim = 'left' and member_id is not null
      order by member_id, external_id) i
    join members m on m.id = i.member_id and m.status <> 'deactivated'
    where not exists (select from changes c where c.batch_id = ${batchId} and c.member_id = m.id)
      and ${onlySilent(silent, { member: "m.id", externalId: "i.external_id", integrationId })}`.execute(tx);
}

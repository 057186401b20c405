import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";

interface RecordInput {
  batchId: number;
  runId: number;
  integrationId: number;
  /** Business clock. */
  now: Date;
}

/** A row `c` about which somebody is asked; of a pair that looks alike the joiner's only. */
const ASKED = sql`c.action = 'conflict' and not (c.reason = 'looksAlike' and c.rival_id is null)`;

/** How many questions a draft raises, those included that stand already and concern somebody who was read. */
export async function countConflicts(
  tx: Tx,
  { batchId, runId, integrationId }: Omit<RecordInput, "now">,
): Promise<number> {
  const { rows } = await withHashJoins(tx, () =>
    sql<{ conflicts: number }>`
    select (select count(*) from changes c where c.batch_id = ${batchId} and ${ASKED})
      + (select count(*) from conflicts k
          join staging s on s.run_id = ${runId} and s.external_id = k.external_id and s.kind = 'read'
          where k.integration_id = ${integrationId} and k.state = 'open' and exists (
            select from identities i where i.integration_id = k.integration_id and i.external_id = k.external_id
              and i.decision = 'conflict')
          and not exists (select from changes c where c.batch_id = ${batchId} and c.external_id = k.external_id))
      as conflicts`.execute(tx),
  );
  return rows[0]?.conflicts ?? 0;
}

/** Puts the questions that a plan raises into the list, or says of those that stand that they were raised again. */
export async function recordConflicts(tx: Tx, input: RecordInput): Promise<void> {
  const { batchId, runId, integrationId, now } = input;
  await sql`
    insert into conflicts as k (org_id, integration_id, external_id, kind, member_id, run_id, last_run_id, evidence,
      created_at)
    select c.org_id, c.integration_id, c.external_id, c.reason, c.rival_id, ${runId}, ${runId},
      jsonb_strip_nulls(jsonb_build_object('workEmail', c.work_email, 'emailKey', c.email_key, 'displayName',
        coalesce(c.display_name, nullif(concat_ws(' ', c.first_name, c.last_name), '')))), ${now}
    from changes c where c.batch_id = ${batchId} and c.integration_id = ${integrationId} and ${ASKED}
    on conflict (integration_id, external_id) where state = 'open' do update set
      kind = excluded.kind, member_id = excluded.member_id, last_run_id = excluded.last_run_id,
      evidence = excluded.evidence`.execute(tx);
}

/**
 * Takes back the questions that an applied plan no longer raises: whoever was asked about is judged anew. With
 * `certified` also those about records that are gone from the source and were nobody, or nobody any more.
 * A plan that does not speak of everybody takes back nothing about a record that it has not read.
 */
export async function withdrawConflicts(
  tx: Tx,
  input: Omit<RecordInput, "batchId"> & { certified: boolean; everybody: boolean },
): Promise<void> {
  const { runId, integrationId, now, certified, everybody } = input;
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from conflicts where integration_id = ${integrationId} and state = 'open') as found`.execute(
    tx,
  );
  if (!rows[0]?.found) return;
  if (certified) {
    await sql`
      update identities i set decision = null, reason = null, fingerprint = null
      where i.integration_id = ${integrationId} and i.decision = 'conflict'
        and (i.member_id is null or i.claim = 'left')
        and not exists (select from staging s
          where s.run_id = ${runId} and s.external_id = i.external_id and s.kind <> 'gone')`.execute(tx);
  }
  await sql`
    update conflicts k set state = 'withdrawn', decided_at = ${now}
    where k.integration_id = ${integrationId} and k.state = 'open' and not exists (
      select from identities i where i.integration_id = k.integration_id and i.external_id = k.external_id
        and i.decision = 'conflict')
      and (${everybody} or exists (select from staging s
        where s.run_id = ${runId} and s.external_id = k.external_id))`.execute(tx);
}

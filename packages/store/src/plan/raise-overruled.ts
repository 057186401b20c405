import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** Code of the holds that ask whether a source may bring back whom a person took out. */
export const OVERRULED = "deactivatedByPerson";

const RULE = "a person deactivated them, and their source has employed them anew since";

/**
 * Asks about people whom a person deactivated and whom this plan shows employed anew: they had left, or come by
 * another record. The claim moves all the same; the member stays out until somebody decides. Once decided nobody is
 * asked before the source has let them go again.
 */
export async function raiseOverruled(
  tx: Tx,
  input: {
    batchId: number;
    runId: number;
    integrationId: number;
    now: Date;
    everybody: boolean;
    /** Whether the plan may speak of anybody who was known before. */
    known: boolean;
  },
): Promise<void> {
  await withdrawOutlived(tx, input);
  if (input.known) await raise(tx, input);
  if (!input.everybody) return;
  const { integrationId, runId } = input;
  await sql`
    update holds set last_run_id = ${runId}
    where integration_id = ${integrationId} and code = ${OVERRULED} and state in ('open', 'rejected')`.execute(
    tx,
  );
}

/** The source lets them go again, or the person's reason has ended. */
async function withdrawOutlived(
  tx: Tx,
  { batchId, integrationId, now }: { batchId: number; integrationId: number; now: Date },
): Promise<void> {
  await sql`
    update holds h set state = 'withdrawn', decided_at = ${now}
    where h.integration_id = ${integrationId} and h.code = ${OVERRULED} and h.state in ('open', 'rejected')
      and (exists (select from changes c where c.batch_id = ${batchId} and c.external_id = h.external_id
          and c.claim = 'left')
        or not exists (select from identities i where i.integration_id = h.integration_id
          and i.external_id = h.external_id and i.claim in ('employed', 'suspect'))
        or not exists (select from deactivations d where d.member_id = h.member_id and d.closed_at is null
          and d.cause = 'admin'))`.execute(tx);
}

async function raise(
  tx: Tx,
  {
    batchId,
    runId,
    integrationId,
    now,
  }: { batchId: number; runId: number; integrationId: number; now: Date },
): Promise<void> {
  await sql`
    insert into holds (org_id, integration_id, external_id, member_id, run_id, last_run_id, cause, code, rule, hash,
      evidence, created_at)
    select c.org_id, c.integration_id, c.external_id, c.member_id, ${runId}, ${runId}, 'reactivate', ${OVERRULED},
      ${RULE}, md5(concat_ws('|', c.member_id, ${OVERRULED}::text, c.employment, c.start_date))::uuid,
      jsonb_strip_nulls(jsonb_build_object('cause', 'reactivate', 'employment', c.employment,
        'startDate', c.start_date)), ${now}
    from changes c
    where c.batch_id = ${batchId} and c.integration_id = ${integrationId} and c.claim = 'employed'
      and ((c.action = 'update' and c.before ->> 'claim' = 'left') or c.action = 'link')
      and exists (select from deactivations d where d.member_id = c.member_id and d.closed_at is null
        and d.cause = 'admin')
      and not exists (select from deactivations d where d.member_id = c.member_id and d.closed_at is null
        and d.cause = 'erasure')
    on conflict (integration_id, external_id) where state in ('open', 'approved', 'rejected') do nothing`.execute(
    tx,
  );
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { writeAudit } from "./audit.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

export interface RecordLink {
  memberId: number;
  integrationId: number;
  externalId: string;
}

/** What is left of the member's claims. */
export interface Unlinked {
  /** Claims of sources that still say that the person is there. */
  liveClaims: number;
  /** Other records of the member. */
  records: number;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Takes a source record off a member, for good: it is never that member's again. The member stays as they are; the
 * record is judged by the next full run as somebody nobody knows. Fails with `notLinked`.
 */
export async function unlinkRecord(tx: Tx, act: PersonAct, link: RecordLink): Promise<Unlinked> {
  const { memberId, integrationId, externalId } = link;
  await actOnMembers(tx, act, async (batchId) => {
    await refuseStranger(tx, link);
    await sql`
      insert into keep_apart (org_id, integration_id, external_id, member_id, actor, created_at)
      values (${act.orgId}, ${integrationId}, ${externalId}, ${memberId}, ${act.actor}, ${act.now})
      on conflict do nothing`.execute(tx);
    await sql`
      update holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
      where integration_id = ${integrationId} and external_id = ${externalId}
        and state in ('open', 'approved', 'rejected')`.execute(tx);
    // The member's other records as well: they speak for the member from now on.
    await sql`update identities set fingerprint = null where member_id = ${memberId}`.execute(tx);
    await sql`update integrations set watermark = null where id in (
      select integration_id from identities where member_id = ${memberId})`.execute(tx);
    await planUnlink(tx, batchId, link);
    await writeAudit(tx, {
      ...act,
      act: "members.unlink",
      subject: `member:${memberId}`,
      detail: { integration: integrationId, record: externalId },
    });
  });
  const { rows } = await sql<Unlinked>`
    select count(*) as records, count(*) filter (where claim in ('employed', 'suspect')) as "liveClaims"
    from identities where member_id = ${memberId}`.execute(tx);
  return rows[0] ?? { liveClaims: 0, records: 0 };
}

async function refuseStranger(tx: Tx, { memberId, integrationId, externalId }: RecordLink): Promise<void> {
  const { rows } = await sql`
    select from identities
    where integration_id = ${integrationId} and external_id = ${externalId} and member_id = ${memberId}`.execute(
    tx,
  );
  if (rows.length > 0) return;
  throw new StoreError(`That record is none of member ${memberId}.`, {
    code: "notLinked",
    fix: `\`muster members show ${memberId}\` lists the member's records.`,
  });
}

/** A row for the member, whose history says so, and one for the record, which is nobody's from now on. */
async function planUnlink(
  tx: Tx,
  batchId: number,
  { memberId, integrationId, externalId }: RecordLink,
): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, ${columns}, before,
      reason)
    select ${batchId}, 1, org_id, id, 'update', version, status, role, ${columns}, '{}', 'unlinked'
    from members where id = ${memberId}`.execute(tx);
  await sql`
    insert into changes (batch_id, ord, org_id, integration_id, external_id, person_id, action, employment, reason)
    select ${batchId}, 2, org_id, integration_id, external_id, person_id, 'conflict', employment, 'unlinked'
    from identities where integration_id = ${integrationId} and external_id = ${externalId}`.execute(tx);
}

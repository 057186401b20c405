import type {
  ClaimFacts,
  DeactivationFacts,
  DeclineFacts,
  FlagFacts,
  HoldFacts,
  MemberFacts,
  OverrideFacts,
  PersonFacts,
} from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { seenRun } from "./last-seen.ts";
import { readProtection } from "./protections.ts";

/** Why a member is what they are: claims, deactivations, holds, flags. Undefined: there is no such member. */
export async function explainMember(tx: Tx, memberId: number): Promise<PersonFacts | undefined> {
  const { rows } = await sql<Omit<MemberFacts, "protected">>`
    select id, coalesce(display_name, nullif(concat_ws(' ', first_name, last_name), '')) as name,
      work_email as "workEmail", status, role, waits, start_date as "startDate", end_date as "endDate"
    from members where id = ${memberId}`.execute(tx);
  const [member] = rows;
  if (!member) return undefined;
  const guard = await readProtection(tx, memberId);
  return {
    member: {
      ...member,
      protected: guard ? { by: guard.actor, since: guard.createdAt, reason: guard.reason } : null,
    },
    claims: await readClaims(tx, sql`i.member_id = ${memberId}`),
    deactivations: await readDeactivations(tx, memberId),
    holds: await readHolds(tx, sql`h.member_id = ${memberId}`),
    flags: await readFlags(tx, memberId),
    overrides: await readOverrides(tx, memberId),
    declines: await readDeclines(tx, sql`z.member_id = ${memberId}`),
    record: null,
  };
}

/**
 * Why source records are no members: those of an external id, or those that were read with the work e-mail. A record
 * without either is known by its external id only.
 */
export async function explainRecords(
  tx: Tx,
  key: { text: string; emailKey: string },
): Promise<PersonFacts[]> {
  const { rows } = await sql<{ integrationId: number; externalId: string }>`
    select integration_id as "integrationId", external_id as "externalId" from identities
    where member_id is null and external_id = ${key.text}
    union
    select c.integration_id, c.external_id from changes c join batches b on b.id = c.batch_id
    join identities i using (integration_id, external_id)
    where c.member_id is null and c.email_key = ${key.emailKey} and b.seq is not null and i.member_id is null
    order by 1, 2`.execute(tx);
  const found: PersonFacts[] = [];
  for (const record of rows) found.push(await explainRecord(tx, record));
  return found;
}

async function explainRecord(
  tx: Tx,
  { integrationId, externalId }: { integrationId: number; externalId: string },
): Promise<PersonFacts> {
  const { rows } = await sql<NonNullable<PersonFacts["record"]>>`
    select coalesce(c.display_name, nullif(concat_ws(' ', c.first_name, c.last_name), '')) as name,
      c.work_email as "workEmail", k.id as keeper
    from changes c join batches b on b.id = c.batch_id
    left join members k on k.email_key = c.email_key and k.org_id = c.org_id
    where c.member_id is null and c.integration_id = ${integrationId} and c.external_id = ${externalId}
      and b.seq is not null
    order by b.seq desc, c.ord desc limit 1`.execute(tx);
  return {
    member: null,
    claims: await readClaims(tx, sql`i.integration_id = ${integrationId} and i.external_id = ${externalId}`),
    deactivations: [],
    holds: await readHolds(
      tx,
      sql`h.integration_id = ${integrationId} and h.external_id = ${externalId} and h.member_id is null`,
    ),
    flags: [],
    overrides: [],
    declines: await readDeclines(
      tx,
      sql`z.integration_id = ${integrationId} and z.external_id = ${externalId} and z.what = 'link'`,
    ),
    record: rows[0] ?? null,
  };
}

const INTEGRATION = sql`jsonb_build_object('id', n.id, 'name', n.name)`;

interface ClaimRow extends Omit<ClaimFacts, "lastSeen" | "lastChange"> {
  seenRun: number | null;
  seenAt: Date | null;
  action: string | null;
  changeReason: string | null;
  changeRun: number | null;
  changeAt: Date;
  actor: string;
}

async function readClaims(tx: Tx, whose: RawBuilder<unknown>): Promise<ClaimFacts[]> {
  const { rows } = await sql<ClaimRow>`
    select ${INTEGRATION} as integration, i.external_id as "externalId", i.claim, i.employment,
      i.suspect_since as "suspectSince", i.decision, i.reason,
      s.id as "seenRun", s.ended_at as "seenAt",
      l.action, l.reason as "changeReason", l.run_id as "changeRun", l.sealed_at as "changeAt", l.actor
    from identities i
    join integrations n on n.id = i.integration_id
    left join runs s on s.id = ${seenRun}
    left join lateral (
      select c.action, c.reason, case when b.kind = 'run' then b.run_id end as run_id, b.sealed_at, b.actor
      from changes c join batches b on b.id = c.batch_id
      where c.member_id is not distinct from i.member_id and c.integration_id = i.integration_id
        and c.external_id = i.external_id and b.seq is not null
        and not (c.action = 'skip' and c.reason is not distinct from 'unchanged')
      order by b.seq desc, c.ord desc limit 1) l on true
    where ${whose} order by i.integration_id, i.external_id`.execute(tx);
  return rows.map(toClaim);
}

function toClaim(row: ClaimRow): ClaimFacts {
  const { seenRun: run, seenAt, action, changeReason, changeRun, changeAt, actor, ...claim } = row;
  return {
    ...claim,
    lastSeen: seenAt === null ? null : { run, at: seenAt },
    lastChange:
      action === null ? null : { action, reason: changeReason, run: changeRun, at: changeAt, actor },
  };
}

async function readDeactivations(tx: Tx, memberId: number): Promise<DeactivationFacts[]> {
  const { rows } = await sql<DeactivationFacts>`
    select d.cause, d.door, case when n.id is not null then ${INTEGRATION} end as integration,
      d.external_id as "externalId", d.run_id as run, d.approved_by as "approvedBy",
      d.prior_status as "priorStatus", d.opened_at as "openedAt", d.closed_at as "closedAt"
    from deactivations d left join integrations n on n.id = d.integration_id
    where d.member_id = ${memberId} order by d.id desc`.execute(tx);
  return rows;
}

async function readHolds(tx: Tx, whose: RawBuilder<unknown>): Promise<HoldFacts[]> {
  const { rows } = await sql<HoldFacts>`
    select ${INTEGRATION} as integration, h.external_id as "externalId", h.cause, h.code, h.rule,
      h.last_run_id as run, h.created_at as since, h.state, h.decided_by as "decidedBy",
      h.decided_at as "decidedAt", h.decision_reason as "decisionReason", h.first_by as "firstBy",
      h.snoozed_until as "snoozedUntil", h.snooze_reason as "snoozeReason"
    from holds h join integrations n on n.id = h.integration_id
    where ${whose} and h.state <> 'withdrawn' order by h.id desc`.execute(tx);
  return rows;
}

async function readFlags(tx: Tx, memberId: number): Promise<FlagFacts[]> {
  const { rows } = await sql<FlagFacts>`
    select f.match_id as match, f.flagged_at as since,
      coalesce(o.display_name, nullif(concat_ws(' ', o.first_name, o.last_name), '')) as other
    from match_flags f
    join matches t on t.id = f.match_id
    join members o on o.id = case when t.mentor_id = ${memberId} then t.mentee_id else t.mentor_id end
    where f.member_id = ${memberId} and f.closed_at is null order by f.id`.execute(tx);
  return rows;
}

async function readOverrides(tx: Tx, memberId: number): Promise<OverrideFacts[]> {
  const { rows } = await sql<OverrideFacts>`
    select until, actor, reason, created_at as since
    from overrides where member_id = ${memberId} and ended_at is null`.execute(tx);
  return rows;
}

async function readDeclines(tx: Tx, whose: RawBuilder<unknown>): Promise<DeclineFacts[]> {
  const { rows } = await sql<DeclineFacts>`
    select ${INTEGRATION} as integration, z.external_id as "externalId", z.what,
      case when z.what <> 'link' then z.value end as value, z.run_id as run, z.actor, z.created_at as since
    from declines z join integrations n on n.id = z.integration_id
    where ${whose} and z.ended_at is null order by z.id`.execute(tx);
  return rows;
}

import type { Group } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";
import { APPROVAL_HOURS } from "../people/second-admin.ts";
import { OVERRULED } from "./raise-overruled.ts";
import { type Review, reviewed } from "./review-rules.ts";

/** What a held row would do. */
export type HoldCause = "termination" | "absence" | "outOfScope" | "create" | "reactivate";

/** What keeps rows of a plan from being applied. */
export interface HoldRule {
  causes: readonly HoldCause[];
  code: string;
  rule: string;
  /** Only those of one group, those with an active match, or those who are reviewed one by one. Absent: all. */
  only?: Pick<Group, "kind" | "name"> | "matched" | Review;
}

export interface HoldInput {
  batchId: number;
  runId: number;
  integrationId: number;
  now: Date;
  rules: readonly HoldRule[];
  /** Whether the plan speaks of everybody: only such a one confirms or takes back what an earlier one held. */
  everybody: boolean;
  /** Whether the plan may speak of anybody who was known before; of new people fewer things can wait. */
  known: boolean;
}

/** People who wait for a decision, by the rule that first held them. */
export interface Waiting {
  code: string;
  rule: string;
  people: number;
}

/**
 * Takes the rows that must wait for a person out of the plan and into the queue of holds: those a rule holds, and
 * those a person has already been asked about. What a person approved meanwhile stays in the plan. Gives how many
 * people of this plan wait, by rule, and whether any hold stands at all: without one no row was taken out.
 */
export async function holdRows(tx: Tx, input: HoldInput): Promise<{ waiting: Waiting[]; standing: boolean }> {
  await lapseApprovals(tx, input);
  await endLeaving(tx, input);
  for (const rule of input.rules) await queue(tx, input, rule);
  // Most integrations have nobody waiting, and then a whole plan is read for nothing.
  const standing = await anyStanding(tx, input.integrationId);
  if (standing) {
    if (input.everybody) {
      await confirmStanding(tx, input);
      await takeBackUnsaid(tx, input);
      await takeBackGone(tx, input);
    }
    await leavePlan(tx, input.batchId);
  } else if (input.known) await dropStillSuspect(tx, input.batchId);
  const { rows } = await sql<Waiting>`
    select code, rule, count(*) as people from holds
    where last_run_id = ${input.runId} and state = 'open' group by code, rule order by code`.execute(tx);
  return { waiting: rows, standing };
}

async function anyStanding(tx: Tx, integrationId: number): Promise<boolean> {
  const { rows } = await sql`
    select from holds where integration_id = ${integrationId} and state in ('open', 'approved', 'rejected')
    limit 1`.execute(tx);
  return rows.length > 0;
}

async function lapseApprovals(tx: Tx, { integrationId, now }: HoldInput): Promise<void> {
  await sql`
    update holds set state = 'open', decided_by = null, decided_at = null, first_by = null
    where integration_id = ${integrationId} and state = 'approved'
      and decided_at < ${now}::timestamptz - make_interval(hours => ${APPROVAL_HOURS})`.execute(tx);
}

/** Whoever is out by now and comes back with this plan: what was decided about their leaving says nothing of that. */
async function endLeaving(tx: Tx, { batchId, integrationId, now }: HoldInput): Promise<void> {
  await sql`
    update holds h set state = 'withdrawn', decided_at = ${now} from changes c
    where c.batch_id = ${batchId} and c.action = 'reactivate' and h.integration_id = ${integrationId}
      and h.external_id = c.external_id and h.state in ('open', 'rejected')
      and h.cause in ('termination', 'absence', 'outOfScope')`.execute(tx);
}

/** Whoever the rule holds; an absent person from the first look on, because the person's word stands for the second. */
async function queue(tx: Tx, input: HoldInput, { causes, code, rule, only }: HoldRule): Promise<void> {
  await sql`
    insert into holds as h (org_id, integration_id, external_id, member_id, run_id, last_run_id, cause, code, rule,
      hash, evidence, created_at)
    select c.org_id, c.integration_id, c.external_id, ${MEMBER}, ${input.runId}, ${input.runId}, ${CAUSE},
      ${code}, ${rule}, ${HASH}, ${EVIDENCE}, ${input.now}
    from changes c left join identities i using (integration_id, external_id)
    where c.batch_id = ${input.batchId} and ${CAUSE} = any (${[...causes]}::text[]) and ${within(only, input.now)}
    on conflict (integration_id, external_id) where state in ('open', 'approved', 'rejected') do nothing`.execute(
    tx,
  );
}

function within(only: HoldRule["only"], now: Date): RawBuilder<boolean> {
  if (only === undefined) return sql<boolean>`true`;
  if (only === "matched") {
    return sql<boolean>`exists (select from matches x
      where x.status = 'active' and c.member_id in (x.mentor_id, x.mentee_id))`;
  }
  if ("review" in only) return reviewed(only, now);
  const column = sql.ref(
    { department: "department", location: "location", manager: "manager_external_id" }[only.kind],
  );
  return sql<boolean>`exists (select from members m where m.id = c.member_id and m.${column} = ${only.name})`;
}

/**
 * A hold stays what it is while the newest full plan says the same of its row. Other evidence is another question: the
 * hold becomes this run's, an approval of the old question is none of the new one, and whoever looked at the run
 * before decides on nothing that they did not see.
 */
async function confirmStanding(tx: Tx, input: HoldInput): Promise<void> {
  await sql`
    update holds h set last_run_id = ${input.runId},
      run_id = case when h.hash = ${HASH} then h.run_id else ${input.runId} end,
      state = case when h.hash = ${HASH} then h.state else 'open' end,
      first_by = case when h.hash = ${HASH} then h.first_by end,
      hash = ${HASH}, evidence = ${EVIDENCE}, cause = ${CAUSE}
    from changes c left join identities i using (integration_id, external_id)
    where c.batch_id = ${input.batchId} and ${CAUSE} is not null
      and h.integration_id = c.integration_id and h.external_id = c.external_id
      -- That a source employs whom a person keeps out is another question than what this row would do.
      and h.code <> ${OVERRULED}
      and h.state in ('open', 'approved')`.execute(tx);
}

/**
 * A joiner or a return that the newest full plan no longer says waits for nothing. Leavers are seen again, or stay. As
 * long as it is asked who somebody is, what was decided about them stands: the plan says it again after the answer.
 */
async function takeBackUnsaid(tx: Tx, { integrationId, runId, now }: HoldInput): Promise<void> {
  await sql`
    update holds set state = 'withdrawn', decided_at = ${now}
    where integration_id = ${integrationId} and cause in ('create', 'reactivate')
      and state in ('open', 'approved', 'rejected') and last_run_id <> ${runId}
      and not (state = 'rejected' and exists (
        select from changes c join batches b on b.id = c.batch_id
        where b.run_id = ${runId} and c.integration_id = holds.integration_id
          and c.external_id = holds.external_id and c.action in ('create', 'reactivate')))
      and not (state in ('approved', 'rejected') and (
        exists (select from conflicts k where k.integration_id = holds.integration_id
          and k.external_id = holds.external_id and k.state = 'open')
        or exists (select from conflicts k where k.member_id = holds.member_id and k.state = 'open'
          and k.kind = 'looksAlike')))`.execute(tx);
  // Nor does anybody who is out by another record or by a person's word, or whose claim had ended before and whom
  // another source claims by now.
  await sql`
    update holds h set state = 'withdrawn', decided_at = ${now}
    from identities i join members m on m.id = i.member_id
    where h.integration_id = ${integrationId} and h.state = 'open' and h.cause in ('termination', 'absence')
      and i.integration_id = h.integration_id and i.external_id = h.external_id and i.claim = 'left'
      and (m.status = 'deactivated' or h.last_run_id <> ${runId})`.execute(tx);
}

/** Whose member somebody removed from the database waits for nothing. */
async function takeBackGone(tx: Tx, { integrationId, now }: HoldInput): Promise<void> {
  await sql`
    update holds h set state = 'withdrawn', decided_at = ${now}
    where integration_id = ${integrationId} and state in ('open', 'rejected') and member_id is not null
      and not exists (select from members m where m.id = h.member_id)`.execute(tx);
}

/**
 * So that the next run judges them whatever their fingerprint: whoever is seen employed again stops waiting. Of
 * somebody whose return waits the other records as well that claim them: one of them asks, should the first one go.
 */
export async function markHeld(
  tx: Tx,
  { runId, integrationId }: { runId: number; integrationId: number },
): Promise<void> {
  await sql`
    update identities i set decision = 'hold', reason = h.code
    from (
      -- Their claim is what it is; only a person's reason waits.
      select external_id, code, false as beside from holds
      where last_run_id = ${runId} and state = 'open' and code <> ${OVERRULED}
      union all
      select o.external_id, w.code, true from holds w join identities o on o.member_id = w.member_id
        join members m on m.id = w.member_id and m.status = 'deactivated'
      where w.integration_id = ${integrationId} and w.cause = 'reactivate' and w.code <> ${OVERRULED}
        and w.state in ('open', 'approved', 'rejected')
        and o.integration_id = w.integration_id and o.claim = 'employed'
      union all
      -- Whom a person keeps, and whose record can be read again.
      select x.external_id, x.code, false from holds x
      join staging s on s.run_id = ${runId} and s.external_id = x.external_id and s.kind = 'read'
      join identities k on k.integration_id = x.integration_id and k.external_id = x.external_id
        and k.decision = 'reject'
      where x.integration_id = ${integrationId} and x.state = 'rejected') h
    where i.integration_id = ${integrationId} and i.external_id = h.external_id
      and i.decision is distinct from 'hold' and (i.decision is null or not h.beside)`.execute(tx);
}

async function dropStillSuspect(tx: Tx, batchId: number): Promise<void> {
  await sql`delete from changes where batch_id = ${batchId} and reason = 'stillSuspect'`.execute(tx);
}

/**
 * Of whoever is new and held, as a joiner or as somebody who comes back by another record, the identity remains, with
 * the decision that stands; of everybody else the row goes.
 */
async function leavePlan(tx: Tx, batchId: number): Promise<void> {
  const standing = sql`exists (
    select from holds h where h.integration_id = c.integration_id and h.external_id = c.external_id
      and h.state in ('open', 'rejected'))`;
  await sql`
    update changes c set action = 'skip', reason = 'held', member_id = null, member_version = null, claim = null,
      status = null, role = null, fingerprint = null, before = null
    where c.batch_id = ${batchId} and ${standing} and (c.action = 'create'
      or (c.action = 'reactivate' and not exists (select from identities i
        where i.integration_id = c.integration_id and i.external_id = c.external_id)))`.execute(tx);
  await sql`
    delete from changes c
    where c.batch_id = ${batchId} and (c.reason = 'stillSuspect'
      or ((c.cause is not null or c.action = 'reactivate') and ${standing}))`.execute(tx);
}

/** What a change row `c` would do that may have to wait; null for all else. */
const CAUSE = sql`case
  when c.cause in ('termination', 'outOfScope') then c.cause
  when c.cause = 'absence' or c.reason in ('absent', 'stillSuspect') then 'absence'
  when c.action in ('create', 'reactivate') then c.action
end`;
const MEMBER = sql`case when c.action <> 'create' then c.member_id end`;
const EVIDENCE = sql`jsonb_strip_nulls(jsonb_build_object('cause', ${CAUSE}, 'employment', c.employment,
  'startDate', case when c.action in ('create', 'reactivate') then c.start_date end, 'endDate', c.end_date,
  'missingSince', i.suspect_since, 'workEmail', case when c.action = 'create' then c.work_email end,
  'displayName', case when c.action = 'create' then
    coalesce(c.display_name, nullif(concat_ws(' ', c.first_name, c.last_name), '')) end))`;
// Member, claim, evidence and effective date. Without the instant of the first look: a later look is the same case.
const HASH = sql`md5(concat_ws('|', ${MEMBER}, ${CAUSE}, c.employment, c.end_date,
  case when c.action = 'create' then c.email_key end))::uuid`;

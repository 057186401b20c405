import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/** What keeps leavers of one cause from being applied. */
export interface HoldRule {
  cause: "termination" | "absence";
  code: string;
  rule: string;
}

export interface HoldInput {
  batchId: number;
  runId: number;
  now: Date;
  rules: readonly HoldRule[];
  /** Whether the plan speaks of everybody: only such a one confirms what an earlier one held. */
  everybody: boolean;
}

/** People who wait for a decision, by the rule that first held them. */
export interface Waiting {
  code: string;
  rule: string;
  people: number;
}

/**
 * Takes the leavers that must wait for a person out of the plan and into the queue of holds: those a rule holds,
 * and those a person has already been asked about. Gives how many people of this plan wait, by rule.
 */
export async function holdLeavers(tx: Tx, input: HoldInput): Promise<Waiting[]> {
  for (const rule of input.rules) await queue(tx, input, rule);
  if (input.everybody) await confirmStanding(tx, input);
  await leavePlan(tx, input.batchId);
  const { rows } = await sql<Waiting>`
    select code, rule, count(*) as people from holds
    where last_run_id = ${input.runId} and state = 'open' group by code, rule order by code`.execute(tx);
  return rows;
}

/** Whoever the rule holds; an absent person from the first look on, because the person's word stands for the second. */
async function queue(tx: Tx, input: HoldInput, rule: HoldRule): Promise<void> {
  await sql`
    insert into holds as h (org_id, integration_id, external_id, member_id, run_id, last_run_id, cause, code, rule,
      hash, evidence, created_at)
    select c.org_id, c.integration_id, c.external_id, c.member_id, ${input.runId}, ${input.runId}, ${rule.cause},
      ${rule.code}, ${rule.rule}, ${HASH}, ${EVIDENCE}, ${input.now}
    from changes c left join identities i using (integration_id, external_id)
    where c.batch_id = ${input.batchId} and ${ofCause(rule.cause)}
    on conflict (integration_id, external_id) where state in ('open', 'rejected') do nothing`.execute(tx);
}

/**
 * A hold stays what it is while the newest full plan says the same of its row. Other evidence is another question: the
 * hold becomes this run's, and whoever looked at the run before decides on nothing that they did not see.
 */
async function confirmStanding(tx: Tx, input: HoldInput): Promise<void> {
  await sql`
    update holds h set last_run_id = ${input.runId},
      run_id = case when h.hash = ${HASH} then h.run_id else ${input.runId} end,
      hash = ${HASH}, evidence = ${EVIDENCE}, cause = ${CAUSE}
    from changes c left join identities i using (integration_id, external_id)
    where c.batch_id = ${input.batchId} and (${ofCause("termination")} or ${ofCause("absence")})
      and h.integration_id = c.integration_id and h.external_id = c.external_id and h.state = 'open'`.execute(
    tx,
  );
}

/** So that the next run judges them whatever their fingerprint: whoever is seen employed again stops waiting. */
export async function markHeld(tx: Tx, runId: number): Promise<void> {
  await sql`
    update identities i set decision = 'hold', reason = h.code from holds h
    where h.last_run_id = ${runId} and h.state = 'open'
      and i.integration_id = h.integration_id and i.external_id = h.external_id
      and i.decision is distinct from 'hold'`.execute(tx);
}

async function leavePlan(tx: Tx, batchId: number): Promise<void> {
  await sql`
    delete from changes c
    where c.batch_id = ${batchId} and (c.reason = 'stillSuspect' or (c.cause is not null and exists (
      select from holds h where h.integration_id = c.integration_id and h.external_id = c.external_id
        and h.state in ('open', 'rejected'))))`.execute(tx);
}

function ofCause(cause: HoldRule["cause"]) {
  return cause === "termination"
    ? sql`c.cause = 'termination'`
    : sql`(c.cause = 'absence' or c.reason in ('absent', 'stillSuspect'))`;
}

const CAUSE = sql`case when c.cause = 'termination' then 'termination' else 'absence' end`;
const EVIDENCE = sql`jsonb_build_object('cause', ${CAUSE}, 'employment', c.employment, 'endDate', c.end_date,
  'missingSince', i.suspect_since)`;
// Member, claim, evidence and effective date. Without the instant of the first look: a later look is the same case.
const HASH = sql`md5(concat_ws('|', c.member_id, ${CAUSE}, c.employment, c.end_date))::uuid`;

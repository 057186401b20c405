import type { Accepted, Trip } from "@muster/roster";
import { type RawBuilder, sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import type { PersonAct } from "../people/person-act.ts";
import { APPROVAL_HOURS, secondAdminAbove, standingOf } from "../people/second-admin.ts";

/** A rule that held a whole plan, and what a person said to it. */
export interface PlanHold {
  id: number;
  integrationId: number;
  runId: number;
  code: string;
  people: number;
  base: number;
  rule: string;
  state: "open" | "approved" | "rejected" | "withdrawn" | "applied";
  /** Who approved first, where a second admin must confirm or has confirmed. */
  firstBy: string | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
  /** YYYY-MM-DD: no notices before. */
  snoozedUntil: string | null;
  snoozeReason: string | null;
  createdAt: Date;
}

const COLUMNS =
  sql.raw(`id, integration_id as "integrationId", run_id as "runId", code, people, base, rule, state,
  first_by as "firstBy", decided_by as "decidedBy", decided_at as "decidedAt", decision_reason as "decisionReason",
  snoozed_until as "snoozedUntil", snooze_reason as "snoozeReason", created_at as "createdAt"`);

const lapses = (now: Date) => sql`${now}::timestamptz - make_interval(hours => ${APPROVAL_HOURS})`;

/** What is so night after night until the source is mended; any other rule tells of something that happens once. */
const LASTING = ["rejects", "duplicates", "conflicts"];

/** The newest full run of an integration that has settled what holds its plans. */
const lastSettled = (integrationId: number) => sql`(
  select max(id) from runs where integration_id = ${integrationId} and mode = 'full' and not dry_run
    and state in ('succeeded', 'held'))`;

/**
 * The rules against a whole plan that a person accepted for the next full run of an integration: also lasting
 * ones that a run has used, while each full run since said the same of no more people.
 */
export async function listAccepted(
  tx: Tx,
  { integrationId, now }: { integrationId: number; now: Date },
): Promise<Accepted[]> {
  const { rows } = await sql<Accepted>`
    select code, people from plan_holds
    where integration_id = ${integrationId} and ((state = 'approved' and decided_at > ${lapses(now)})
      or (state = 'applied' and code = any (${LASTING}::text[]) and last_run_id = ${lastSettled(integrationId)}))
    order by code, id`.execute(tx);
  return rows;
}

export interface SettleInput {
  orgId: number;
  integrationId: number;
  runId: number;
  now: Date;
  /** Every rule against the whole plan that tripped, accepted or not. */
  signs: readonly Trip[];
  /** The one that holds it. */
  holding: Trip | undefined;
  /** Whether the plan speaks of everybody: only such a one uses up or takes back what was asked. */
  everybody: boolean;
}

/**
 * Asks about the rule that holds a plan, where nobody was asked yet; a full plan also uses up what was accepted and
 * takes back what it no longer says. Other numbers are another question: no decision about the old one is one of the
 * new one.
 */
export async function settlePlanHolds(tx: Tx, input: SettleInput): Promise<void> {
  const { integrationId, runId, now, signs, holding, everybody } = input;
  if (!everybody) {
    if (holding) await ask(tx, input, holding, sql`do nothing`);
    return;
  }
  await sql`
    update plan_holds h set last_run_id = ${runId}
    from unnest(${signs.map(({ code }) => code)}::text[], ${signs.map(({ people }) => people)}::bigint[]) s (code, people)
    where h.integration_id = ${integrationId} and h.state = 'applied' and h.code = s.code and s.people <= h.people
      and h.last_run_id = ${lastSettled(integrationId)}`.execute(tx);
  await sql`
    update plan_holds set
      state = case when code <> all (${signs.map(({ code }) => code)}::text[]) then 'withdrawn'
        when state = 'approved' and decided_at <= ${lapses(now)} then 'open'
        when state = 'approved' and ${holding === undefined} then 'applied' else state end,
      last_run_id = case when code = any (${signs.map(({ code }) => code)}::text[]) then ${runId} else last_run_id end
    where integration_id = ${integrationId} and state in ('open', 'approved', 'rejected')`.execute(tx);
  if (!holding) return;
  const same = sql`(h.people = excluded.people and h.state <> 'approved')`;
  const kept = (columns: readonly string[], when: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql.join(columns.map((name) => sql`${sql.ref(name)} = case when ${when} then h.${sql.ref(name)} end`));
  const asked = ["first_by", "first_at", "first_of", "snoozed_until", "snoozed_by", "snooze_reason"];
  const decided = ["decided_by", "decided_at", "decision_reason"];
  await ask(
    tx,
    input,
    holding,
    sql`do update set last_run_id = excluded.last_run_id, people = excluded.people, base = excluded.base,
      rule = excluded.rule, run_id = case when ${same} then h.run_id else excluded.run_id end,
      state = case when ${same} then h.state else 'open' end,
      ${kept(asked, same)}, ${kept(decided, sql`${same} and h.state = 'rejected'`)}`,
  );
}

async function ask(
  tx: Tx,
  { orgId, integrationId, runId, now }: SettleInput,
  { code, people, base, rule }: Trip,
  standing: RawBuilder<unknown>,
): Promise<void> {
  await sql`
    insert into plan_holds as h (org_id, integration_id, code, run_id, last_run_id, people, base, rule, created_at)
    values (${orgId}, ${integrationId}, ${code}, ${runId}, ${runId}, ${people}, ${base}, ${rule}, ${now})
    on conflict (integration_id, code) where state in ('open', 'approved', 'rejected') ${standing}`.execute(
    tx,
  );
}

const OF_RUN = (runId: number) => sql`(run_id = ${runId} or last_run_id = ${runId})`;

/** What held a run as a whole, whatever became of it. */
export async function listPlanHolds(tx: Tx, runId: number): Promise<PlanHold[]> {
  const { rows } = await sql<PlanHold>`
    select ${COLUMNS} from plan_holds where ${OF_RUN(runId)} order by id`.execute(tx);
  return rows;
}

/**
 * Lets what held a whole plan through: the next full run of no more people under the same rule, within 72 hours, goes
 * on to the other rules. Where the rule tells of what lasts, so do those after it, until one says nothing of the kind
 * or says it of more people. A rejection may be taken back so. Gives what was waiting, with where it stands now.
 */
export async function approvePlan(
  tx: Tx,
  act: PersonAct,
  { runId, reason }: { runId: number; reason: string | null },
): Promise<PlanHold[]> {
  return decidePlan(tx, act, { runId, reason, state: "approved", from: ["open", "rejected"] });
}

/** Leaves the plan held until it counts otherwise, and takes an approval back that no run has used. */
export async function rejectPlan(
  tx: Tx,
  act: PersonAct,
  { runId, reason }: { runId: number; reason: string | null },
): Promise<PlanHold[]> {
  return decidePlan(tx, act, { runId, reason, state: "rejected", from: ["open", "approved"] });
}

async function decidePlan(
  tx: Tx,
  act: PersonAct,
  input: { runId: number; reason: string | null; state: "approved" | "rejected"; from: readonly string[] },
): Promise<PlanHold[]> {
  const { runId, reason, state, from } = input;
  const waiting = (await listPlanHolds(tx, runId)).some((one) => from.includes(one.state));
  if (!waiting) return [];
  // A run that is being applied may use up or withdraw the same.
  await waitForApplyLock(tx, act.orgId);
  const asked = (await listPlanHolds(tx, runId)).filter((one) => from.includes(one.state));
  const ids = asked.map(({ id }) => id);
  const people = asked.reduce((sum, one) => sum + one.people, 0);
  const limit = state === "approved" ? await secondAdminAbove(tx, runId) : people;
  const standing = await standingOf(tx, act, { table: "plan_holds", ids, people, limit });
  if (standing !== "first") {
    await sql`
      update plan_holds set state = ${state}, decided_by = ${act.actor}, decided_at = ${act.now},
        decision_reason = ${reason}, first_by = case when ${standing === "confirmed"} then first_by end
      where id = any (${ids}::bigint[])`.execute(tx);
  }
  await sql`
    insert into audit (org_id, at, actor, act, subject, detail)
    select org_id, ${act.now}, ${act.actor}, ${`plans.${state === "approved" ? "approve" : "reject"}`},
      'integration:' || integration_id, jsonb_build_object('planHold', id, 'code', code, 'people', people,
        'standing', ${standing}::text, 'reason', ${reason}::text)
    from plan_holds where id = any (${ids}::bigint[])`.execute(tx);
  return (await listPlanHolds(tx, runId)).filter(({ id }) => ids.includes(id));
}

import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { OVERRULED } from "../plan/raise-overruled.ts";
import { kindsOf } from "./batch-kinds.ts";

/** Whose hand a batch is applied by. */
export interface ApplyInput {
  batchId: number;
  /** Business clock. */
  now: Date;
  door: "hr" | "file" | "api" | "person";
  /** The run that says so; null: a person does. */
  runId: number | null;
  /** The run about which a person says so. */
  aboutRun?: number | null;
  approvedBy: string | null;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));
const fromChange = sql.raw(MAPPED_COLUMNS.map((column) => `${column} = c.${column}`).join(", "));

/** Applies the rows of a planned batch to members, identities, deactivations and match flags. Reads change rows only. */
export async function applyBatch(tx: Tx, input: ApplyInput): Promise<void> {
  const { has, integrations } = await kindsOf(tx, input.batchId);
  if (has("create")) await createMembers(tx, input);
  if (has("advance", "deactivate", "reactivate", "update", "link")) await updateMembers(tx, input);
  if (has("reject", "conflict", "update", "link")) await markTouched(tx, input);
  await moveClaims(tx, input, integrations);
  if (has("deactivate")) {
    await openDeactivations(tx, input);
    await flagMatches(tx, input);
  }
  if (has("reactivate")) await reopen(tx, input);
  await endOverrides(tx, input);
  await withdrawHolds(tx, input);
  if (has("update")) await remindOthers(tx, input);
}

/** What the member of a change row `c` waits for, as long as they are staged. */
const WAITS = sql.raw(`case when c.status = 'staged' then array_remove(array[
  case when c.role = 'none' then 'role' end, case when c.employment = 'preStart' then 'start' end,
  case when c.role <> 'none' and c.employment is distinct from 'preStart' then
    case when c.no_seat then 'seat' else 'invite' end end], null) else '{}' end`);

async function createMembers(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  await sql`
    insert into members (id, org_id, status, role, waits, ${columns}, created_at, updated_at)
    select member_id, org_id, status, role,
      ${WAITS}, ${columns}, ${now}, ${now}
    from changes c where batch_id = ${batchId} and action = 'create'
    -- In the order of the indexes on addresses and names, which most addresses begin with: a quarter less (measured).
    order by email_key`.execute(tx);
}

async function updateMembers(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  await sql`
    update members m set ${fromChange},
      status = c.status, role = c.role, version = m.version + 1, updated_at = ${now},
      waits = case when c.action in ('advance', 'reactivate') then ${WAITS} else m.waits end
    from changes c
    where c.batch_id = ${batchId} and ${WRITES} and m.id = c.member_id`.execute(tx);
}

/** Of a change row `c`: whether it writes its member. One that only moves a record's claim carries no status. */
const WRITES = sql`(c.action in ('advance', 'deactivate', 'reactivate')
      or (c.action in ('update', 'link') and c.status is not null))`;

/** A claim may move though nothing of the member could be applied; whoever planned on the old one must notice. */
async function markTouched(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  await sql`
    update members m set version = m.version + 1, updated_at = ${now} from changes c
    where c.batch_id = ${batchId} and m.id = c.member_id and (c.action in ('reject', 'conflict')
      or (c.action in ('update', 'link') and c.status is null))`.execute(tx);
}

/** The identity of every row: its claim, its standing decision, and the fingerprint of what was applied in full. */
async function moveClaims(
  tx: Tx,
  { batchId, now, runId }: ApplyInput,
  integrations: readonly number[],
): Promise<void> {
  const rows = sql`
    select integration_id, external_id, org_id, member_id, person_id, start_date, claim, employment,
      case when claim = 'suspect' then ${now}::timestamptz end as suspect_since, 0 as episode,
      case when action <> 'conflict' then fingerprint end as fingerprint,
      ${DECISION} as decision, case when ${DECISION} is not null then reason end as reason
    from changes where batch_id = ${batchId} and integration_id is not null`;
  if (!(await anyIdentity(tx, integrations))) {
    // In the order of its key: its index grows at its end only.
    await sql`insert into identities (${IDENTITY}) ${rows} order by external_id`.execute(tx);
    return;
  }
  // A person decides about a claim: what they saw of the record is the member's dates.
  const startDate = runId === null ? sql.ref("i.start_date") : sql.ref("c.start_date");
  // Under the organization's lock nobody else inserts: what an upsert does against that costs a third more.
  await sql`
    merge into identities i using (${rows}) c
      on i.integration_id = c.integration_id and i.external_id = c.external_id
    when matched then update set
      member_id = c.member_id, person_id = coalesce(c.person_id, i.person_id),
      start_date = ${startDate}, claim = c.claim, employment = c.employment,
      suspect_since = case when c.claim = 'suspect' then coalesce(i.suspect_since, c.suspect_since) end,
      episode = i.episode + case when i.claim = 'employed' and c.claim in ('left', 'suspect') then 1 else 0 end,
      fingerprint = coalesce(c.fingerprint, i.fingerprint),
      decision = c.decision, reason = c.reason
    when not matched then insert (${IDENTITY})
      values (c.integration_id, c.external_id, c.org_id, c.member_id, c.person_id, c.start_date, c.claim,
        c.employment, c.suspect_since, c.episode, c.fingerprint, c.decision, c.reason)`.execute(tx);
}

const IDENTITY =
  sql.raw(`integration_id, external_id, org_id, member_id, person_id, start_date, claim, employment,
  suspect_since, episode, fingerprint, decision, reason`);

/** Whether any of these integrations has seen a record yet; in the order of the key, which finds one at once. */
async function anyIdentity(tx: Tx, integrations: readonly number[]): Promise<boolean> {
  for (const id of integrations) {
    const { rows } = await sql`
      select from identities where integration_id = ${id} order by external_id limit 1`.execute(tx);
    if (rows.length > 0) return true;
  }
  return false;
}

const DECISION = sql`case
  when action in ('conflict', 'reject') then action
  when action = 'skip' and reason <> 'unchanged' then action
end`;

async function openDeactivations(
  tx: Tx,
  { batchId, now, door, runId, aboutRun = null, approvedBy }: ApplyInput,
): Promise<void> {
  await sql`
    insert into deactivations (org_id, member_id, cause, door, integration_id, external_id, run_id, approved_by,
      prior_status, opened_at)
    select org_id, member_id, cause, ${door}, integration_id, external_id, ${runId ?? aboutRun}, ${approvedBy},
      -- Of somebody who was out already: as before the reason that stands.
      coalesce(before ->> 'status', (select d.prior_status from deactivations d
        where d.member_id = c.member_id and d.closed_at is null order by d.id desc limit 1)), ${now}
    from changes c where batch_id = ${batchId} and action = 'deactivate'`.execute(tx);
}

async function flagMatches(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  for (const side of [sql.ref("mentor_id"), sql.ref("mentee_id")]) {
    await sql`
      insert into match_flags (org_id, match_id, member_id, flagged_at)
      select m.org_id, m.id, c.member_id, ${now}
      from changes c join matches m on m.${side} = c.member_id and m.status = 'active'
      where c.batch_id = ${batchId} and c.action = 'deactivate' and c.before ? 'status'
      on conflict (match_id, member_id) where closed_at is null do nothing`.execute(tx);
  }
}

/**
 * Whoever is back: the sources' reasons end, by a person's word the persons' too, and what nobody reviewed needs no
 * review, and nothing is declined of their return.
 */
async function reopen(tx: Tx, { batchId, now, runId }: ApplyInput): Promise<void> {
  const ends =
    runId === null
      ? sql`d.cause <> 'erasure'`
      : sql`d.cause in ('termination', 'absence', 'outOfScope', 'undo')`;
  await sql`
    update deactivations d set closed_at = ${now} from changes c
    where c.batch_id = ${batchId} and c.action = 'reactivate' and d.member_id = c.member_id
      and d.closed_at is null and ${ends}`.execute(tx);
  await sql`
    update match_flags f set closed_at = ${now}, resolution = 'returned' from changes c
    where c.batch_id = ${batchId} and c.action = 'reactivate' and f.member_id = c.member_id
      and f.closed_at is null`.execute(tx);
  await sql`
    update declines z set ended_at = ${now} from changes c
    where exists (select from declines where what = 'return' and ended_at is null)
      and c.batch_id = ${batchId} and c.action = 'reactivate' and z.member_id = c.member_id
      and z.what = 'return' and z.ended_at is null`.execute(tx);
}

/** A source that shows the person employed has the word again, and so has whoever deactivates them. */
async function endOverrides(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  const { rows } = await sql`select from overrides where ended_at is null limit 1`.execute(tx);
  if (rows.length === 0) return;
  await sql`
    update overrides o set ended_at = ${now} from changes c
    where c.batch_id = ${batchId} and o.member_id = c.member_id and o.ended_at is null
      and (c.action = 'deactivate' or (c.claim = 'employed' and c.action not in ('conflict', 'reject', 'skip')))`.execute(
    tx,
  );
}

/**
 * A person who is seen employed, or merely seen where absence was the evidence, waits for nobody's decision, by
 * whichever record they are seen. Nor does one whose leaving by this record ends nothing, because another claims them.
 */
async function withdrawHolds(tx: Tx, { batchId, now }: ApplyInput): Promise<void> {
  const { rows } = await sql`select from holds where state in ('open', 'rejected') limit 1`.execute(tx);
  if (rows.length === 0) return;
  const withdraw = sql`
    update holds h set state = 'withdrawn', decided_at = ${now} from changes c
    where c.batch_id = ${batchId} and h.integration_id = c.integration_id and h.state in ('open', 'rejected')`;
  await withHashJoins(tx, async () => {
    await sql`${withdraw} and c.claim = 'employed' and h.code <> ${OVERRULED} and h.member_id = c.member_id and (h.cause = 'absence'
      or (h.cause = 'termination' and c.action <> 'reject'
        and c.employment in ('active', 'onLeave', 'preStart')))`.execute(tx);
    await sql`${withdraw} and c.claim = 'left' and c.reason = 'claimedElsewhere'
      and h.external_id = c.external_id`.execute(tx);
  });
}

/**
 * Where a claim on a member ends beside another, the record of the other speaks for the member from now on: its
 * fingerprint goes, so that the next run of its source looks at it whether or not it has changed. Records of the
 * same source were looked at when this batch was planned, unless a person made it.
 */
async function remindOthers(tx: Tx, { batchId, runId }: ApplyInput): Promise<void> {
  // First who: there is seldom anybody, and for nobody the planner would walk through all identities.
  const { rows } = await sql<{ id: number; source: number }>`
    select distinct member_id as id, integration_id as source from changes
    where batch_id = ${batchId} and action = 'update' and claim = 'left' and before ? 'claim'`.execute(tx);
  for (const [source, ended] of Map.groupBy(rows, (row) => row.source)) {
    await sql`
      update identities set fingerprint = null
      where member_id = any (${ended.map((row) => row.id)}::bigint[]) and claim in ('employed', 'suspect')
        and fingerprint is not null and (${runId === null} or integration_id <> ${source})`.execute(tx);
  }
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";
import { policyStatus } from "./policy-status.ts";

export interface Reactivation {
  memberId: number;
  reason: string;
  /** The last day on which the sources are overridden; null: no last day. */
  until: string | null;
}

/** What came of it. */
export interface Reactivated {
  /** False: the member was not deactivated. */
  reactivated: boolean;
  /** Whether sources say that the person left, and are overridden. */
  overridden: boolean;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Brings a member back by a person's word, to the earlier status: all that kept them out ends. Where no source claims
 * them, the sources are overridden: their word stands again once one shows the person employed, or the day has
 * passed. Of somebody who is back already it moves that day. Fails with `erased` for somebody whose data is gone.
 */
export async function reactivateMember(tx: Tx, act: PersonAct, input: Reactivation): Promise<Reactivated> {
  let result: Reactivated = { reactivated: false, overridden: false };
  await actOnMembers(tx, act, async (batchId) => {
    const { out, left } = await readStanding(tx, input.memberId);
    if (out) await planReturn(tx, batchId, input);
    if (out) await answerHolds(tx, act, input.memberId);
    if (left) await override(tx, act, input);
    result = { reactivated: out, overridden: left };
  });
  return result;
}

/** Nobody need be asked any more whether somebody may return who is back, and who said no before has been overruled. */
async function answerHolds(tx: Tx, act: PersonAct, memberId: number): Promise<void> {
  await sql`
    update holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where member_id = ${memberId} and state in ('open', 'approved', 'rejected') and cause = 'reactivate'`.execute(
    tx,
  );
}

/** Whether the member is out, and whether every source that spoke of them says so. */
async function readStanding(tx: Tx, memberId: number): Promise<{ out: boolean; left: boolean }> {
  const { rows } = await sql<{ out: boolean; left: boolean; erased: boolean }>`
    select m.status = 'deactivated' as out,
      exists (select from identities where member_id = m.id and claim = 'left')
        and not exists (select from identities where member_id = m.id and claim in ('employed', 'suspect')) as left,
      exists (select from deactivations where member_id = m.id and cause = 'erasure' and closed_at is null) as erased
    from members m where m.id = ${memberId}`.execute(tx);
  const { out = false, left = false, erased = false } = rows[0] ?? {};
  if (!erased) return { out, left };
  throw new StoreError(`Member ${memberId} was erased and cannot come back.`, {
    code: "erased",
    fix: "Nothing to do here: if the person returns, their HR system's next sync says so.",
  });
}

/** To the status from before the newest reason; not before the first day, and not back to a wait that is over. */
async function planReturn(tx: Tx, batchId: number, { memberId, reason }: Reactivation): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, employment, ${columns},
      before, reason)
    select ${batchId}, 1, m.org_id, m.id, 'reactivate', m.version,
      case when w.early then 'staged' when d.prior_status = 'staged' and m.role <> 'none' then ${policyStatus("m.id")}
        else coalesce(d.prior_status, 'staged') end,
      m.role, case when w.early then 'preStart' end, ${columns}, jsonb_build_object('status', m.status), ${reason}
    from members m
    cross join lateral (
      select coalesce(bool_and(i.employment = 'preStart'), false) as early from identities i
      where i.member_id = m.id and i.claim = 'employed') w
    left join lateral (
      select x.prior_status from deactivations x where x.member_id = m.id and x.closed_at is null
      order by x.id desc limit 1) d on true
    where m.id = ${memberId}`.execute(tx);
}

async function override(tx: Tx, act: PersonAct, { memberId, until, reason }: Reactivation): Promise<void> {
  await sql`
    update overrides set ended_at = ${act.now} where member_id = ${memberId} and ended_at is null`.execute(
    tx,
  );
  await sql`
    insert into overrides (org_id, member_id, until, actor, reason, created_at)
    values (${act.orgId}, ${memberId}, ${until}, ${act.actor}, ${reason}, ${act.now})`.execute(tx);
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";

/**
 * Turns planned rows whose work e-mail somebody else has, or that want one address together, into conflicts.
 * Rows that only trade addresses inside the plan are none. A conflict keeps its member's old address, which may
 * take it from a further row: hence the repetition, which ends because every round needs a new conflict.
 *
 * Run again right before applying, where `outcome` is `defer`: a loser by then goes to the next run instead.
 */
export async function resolveCollisions(
  tx: Tx,
  batchId: number,
  outcome: "conflict" | "defer",
): Promise<number> {
  let count = 0;
  for (;;) {
    const losers = await findLosers(tx, batchId);
    if (losers.length === 0) break;
    await (outcome === "conflict" ? markConflicts(tx, batchId, losers) : deferLosers(tx, batchId, losers));
    count += losers.length;
  }
  if (count > 0 && outcome === "conflict") await dropStanding(tx, batchId);
  return count;
}

/** A conflict that already waits is not written again. */
async function dropStanding(tx: Tx, batchId: number): Promise<void> {
  await sql`
    delete from changes c using identities i
    where c.batch_id = ${batchId} and c.action = 'conflict'
      and i.integration_id = c.integration_id and i.external_id = c.external_id
      and i.decision = 'conflict' and i.reason = c.reason`.execute(tx);
}

async function markConflicts(tx: Tx, batchId: number, losers: readonly number[]): Promise<void> {
  await sql`
    update changes c
    set action = 'conflict', reason = 'emailTaken', before = null, cause = null,
        -- A new record has no member of its own yet; somebody known keeps theirs, untouched.
        member_id = case when c.member_version is not null then c.member_id end,
        claim = case when c.action = 'reactivate' then 'left' when c.member_version is not null then c.claim end
    where c.batch_id = ${batchId} and c.ord = any (${losers}::bigint[])`.execute(tx);
}

async function deferLosers(tx: Tx, batchId: number, losers: readonly number[]): Promise<void> {
  await sql`
    delete from changes c where c.batch_id = ${batchId} and c.ord = any (${losers}::bigint[])`.execute(tx);
}

/**
 * Rows that want an address another member keeps, and all of those that want the same one. A statement of its
 * own: as a condition of the write it was run again for every row (measured: 34 s for 20,000 people).
 */
async function findLosers(tx: Tx, batchId: number): Promise<number[]> {
  const { rows } = await sql<{ ord: number }>`
    with wanting as (
      select ord, org_id, member_id, email_key, count(*) over (partition by email_key) as takers
      from changes
      where batch_id = ${batchId} and email_key is not null
        and (action = 'create' or (action in ('update', 'reactivate', 'advance') and before ? 'work_email'))
    )
    select w.ord from wanting w
      left join members k on k.email_key = w.email_key and k.org_id = w.org_id and k.id <> w.member_id
        -- Somebody whose address this plan changes gives the old one up.
        and k.id not in (
          select member_id from changes
          where batch_id = ${batchId} and action in ('update', 'reactivate', 'advance') and before ? 'work_email')
      where w.takers > 1 or k.id is not null`.execute(tx);
  return rows.map((row) => row.ord);
}

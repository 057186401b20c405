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
  let losers = 0;
  for (;;) {
    const found = outcome === "conflict" ? await markConflicts(tx, batchId) : await deferLosers(tx, batchId);
    if (found === 0) break;
    losers += found;
  }
  if (losers > 0 && outcome === "conflict") await dropStanding(tx, batchId);
  return losers;
}

/** A conflict that already waits is not written again. */
async function dropStanding(tx: Tx, batchId: number): Promise<void> {
  await sql`
    delete from changes c using identities i
    where c.batch_id = ${batchId} and c.action = 'conflict'
      and i.integration_id = c.integration_id and i.external_id = c.external_id
      and i.decision = 'conflict' and i.reason = c.reason`.execute(tx);
}

async function markConflicts(tx: Tx, batchId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    update changes c
    set action = 'conflict', reason = 'emailTaken', before = null, cause = null,
        -- A new record without a member of its own; somebody known keeps theirs, untouched.
        member_id = case when c.member_version is null then null else c.member_id end,
        claim = case when c.member_version is null then null else c.claim end
    where c.batch_id = ${batchId} and c.ord in (${losers(batchId)})`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function deferLosers(tx: Tx, batchId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from changes c where c.batch_id = ${batchId} and c.ord in (${losers(batchId)})`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

/** Rows that want an address another member keeps, and all but nobody of those that want the same one. */
function losers(batchId: number) {
  return sql`
    with wanting as (
      select c.ord, c.org_id, c.member_id, c.email_key
      from changes c left join members m on m.id = c.member_id
      where c.batch_id = ${batchId} and c.action in ('create', 'update', 'reactivate', 'advance')
        and c.email_key is not null and c.email_key is distinct from m.email_key
    ), moving as (
      select c.member_id from changes c join members m on m.id = c.member_id
      where c.batch_id = ${batchId} and c.action in ('update', 'reactivate', 'advance')
        and c.email_key is distinct from m.email_key
    )
    select w.ord from wanting w
      join members k on k.org_id = w.org_id and k.email_key = w.email_key
      where k.id is distinct from w.member_id and k.id not in (select member_id from moving)
    union
    select w.ord from wanting w
      join (select email_key from wanting group by email_key having count(*) > 1) twice using (email_key)`;
}

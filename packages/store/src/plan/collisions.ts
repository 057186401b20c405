import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import { anyMember } from "./knows-anybody.ts";
import { type Loser, markConflicts } from "./mark-conflicts.ts";

/**
 * Turns planned rows whose work e-mail somebody else has, or that want one address together, into conflicts.
 * Rows that only trade addresses inside the plan are none. A conflict keeps its member's old address, which takes
 * it from whoever was to have it, and so on.
 *
 * Run again right before applying, where `outcome` is `defer`: a loser by then goes to the next run instead.
 */
export async function resolveCollisions(
  tx: Tx,
  batchId: number,
  outcome: "conflict" | "defer",
): Promise<number> {
  const losers = await findLosers(tx, batchId);
  if (losers.length === 0) return 0;
  if (outcome === "defer")
    await deferLosers(
      tx,
      batchId,
      losers.map(({ ord }) => ord),
    );
  else await markConflicts(tx, batchId, "emailTaken", losers);
  return losers.length;
}

/** With all that the plan says of their members: what it says of one record may stand on another's. */
async function deferLosers(tx: Tx, batchId: number, losers: readonly number[]): Promise<void> {
  await sql`
    delete from changes c using changes loser
    where loser.batch_id = ${batchId} and loser.ord = any (${losers}::bigint[])
      and c.batch_id = ${batchId} and c.member_id = loser.member_id`.execute(tx);
}

/** A row whose new address somebody else has at present, or wants as well. */
interface Wish {
  ord: number;
  memberId: number;
  /** Who has the address. */
  keeper: number | null;
  /** It is wanted twice, or its keeper does not give it up. */
  lost: boolean;
}

/**
 * Rows that want an address another member keeps, all of those that want the same one, and then, link by link,
 * whoever wants what a loser keeps. The links are followed here: a statement for each took 20 s for 1,500 people.
 */
export async function findLosers(tx: Tx, batchId: number): Promise<Loser[]> {
  const wishes = await findWishes(tx, batchId);
  const wishedFrom = Map.groupBy(wishes, (wish) => wish.keeper);
  const losers = new Set<Wish>(wishes.filter((wish) => wish.lost));
  // A set gives what is added while it is walked, too.
  for (const { memberId } of losers) for (const wish of wishedFrom.get(memberId) ?? []) losers.add(wish);
  return [...losers].map(({ ord, keeper }) => ({ ord, rivalId: keeper }));
}

/** Above that many addresses all members are read once; below, each is looked up. */
const MANY = 2_000;

/** Of a change row: whether it gives its member another address. */
const MOVES_EMAIL = sql`action in ('update', 'deactivate', 'reactivate', 'advance', 'link') and before ? 'work_email'`;

/**
 * Statements of their own: as a condition of the write it was run again for every row (34 s for 20,000 people). First
 * whether there is anything to look for: most plans want nobody's address, and nobody's twice.
 */
async function findWishes(tx: Tx, batchId: number): Promise<Wish[]> {
  const wanting = sql`batch_id = ${batchId} and email_key is not null and (action = 'create' or (${MOVES_EMAIL}))`;
  const { rows: counted } = await sql<{ wanted: number; contested: number; someone: boolean | null }>`
    select coalesce(sum(takers), 0)::bigint as wanted, count(*) filter (where takers > 1) as contested,
      ${anyMember(sql`(select org_id from batches where id = ${batchId})`)} as someone
    from (select count(*) as takers from changes where ${wanting} group by hashtextextended(email_key, 0)) keys`.execute(
    tx,
  );
  const { wanted = 0, contested = 0, someone = false } = counted[0] ?? {};
  if (wanted === 0 || (contested === 0 && !someone)) return [];
  const find = () =>
    sql<Wish>`
    with wanting as materialized (
      select ord, org_id, member_id, email_key from changes where ${wanting}
    ), contested as materialized (
      select email_key from wanting where ${contested > 0} group by email_key having count(*) > 1
    ), kept as materialized (
      select w.ord, k.id as keeper
      from wanting w join members k on k.email_key = w.email_key and k.org_id = w.org_id
      where k.id <> w.member_id
    )
    select w.ord, w.member_id as "memberId", k.keeper,
      -- Somebody whose address this plan changes gives the old one up.
      c.email_key is not null or k.keeper not in (
        select member_id from changes where batch_id = ${batchId} and ${MOVES_EMAIL})
        as lost
    from wanting w left join kept k on k.ord = w.ord left join contested c on c.email_key = w.email_key
    where c.email_key is not null or k.keeper is not null`.execute(tx);
  const { rows } = wanted > MANY ? await withHashJoins(tx, find) : await find();
  return rows;
}

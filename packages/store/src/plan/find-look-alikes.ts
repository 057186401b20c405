import { addressEdits } from "@muster/roster";
import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";
import { liveMembers } from "./live-members.ts";
import { markConflicts } from "./mark-conflicts.ts";
import { hasStrangers } from "./match-strangers.ts";

/** A joiner of the draft and a member who may be the same person. */
interface Pair {
  ord: number;
  externalId: string;
  memberId: number;
}

/**
 * Finds joiners who may be somebody the store knows: of the same name as a member whom this integration does not
 * claim, or like somebody the draft lets go or misses, by name or by an address that is nearly the same. Neither side
 * is applied: a second member of one person is as wrong as a leaver who came back under another id.
 */
export async function findLookAlikes(tx: Tx, input: PlanInput): Promise<void> {
  if (await hasStrangers(tx, input)) await markPairs(tx, input);
  await freezeDisputed(tx, input.batchId);
}

async function markPairs(tx: Tx, input: PlanInput): Promise<void> {
  const pairs = [...(await namesakes(tx, input)), ...(await likeLeavers(tx, input))];
  if (pairs.length === 0) return;
  const apart = await keptApart(tx, input, pairs);
  const first = new Map<number, Pair>();
  for (const pair of pairs) {
    if (!apart.has(keyOf(pair)) && !first.has(pair.ord)) first.set(pair.ord, pair);
  }
  const losers = [...first.values()].map(({ ord, memberId }) => ({ ord, rivalId: memberId }));
  await markConflicts(tx, input.batchId, "looksAlike", losers);
  await freeze(
    tx,
    input.batchId,
    losers.map(({ rivalId }) => rivalId),
  );
}

/** While it is asked whether somebody else's record is theirs, nobody leaves or comes back. */
async function freezeDisputed(tx: Tx, batchId: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select member_id as id from conflicts where state = 'open' and kind = 'looksAlike'`.execute(tx);
  await freeze(
    tx,
    batchId,
    rows.map(({ id }) => id),
  );
}

async function freeze(tx: Tx, batchId: number, memberIds: readonly number[]): Promise<void> {
  if (memberIds.length === 0) return;
  const { rows } = await sql<{ ord: number }>`
    select ord from changes where batch_id = ${batchId} and action in ('deactivate', 'reactivate')
      and member_id = any (${[...memberIds]}::bigint[])`.execute(tx);
  await markConflicts(
    tx,
    batchId,
    "looksAlike",
    rows.map(({ ord }) => ({ ord, rivalId: null })),
  );
}

/** Joiners who share a name with a member whom no record of this integration claims. */
async function namesakes(tx: Tx, input: PlanInput): Promise<Pair[]> {
  const { rows } = await withHashJoins(tx, () =>
    sql<Pair>`
    select c.ord, c.external_id as "externalId", m.id as "memberId"
    from changes c join members m on m.org_id = ${input.orgId} and m.name_key = c.name_key
    where c.batch_id = ${input.batchId} and c.action = 'create' order by c.ord, m.id`.execute(tx),
  );
  if (rows.length === 0) return [];
  const live = await liveMembers(tx, input, [...new Set(rows.map((row) => row.memberId))]);
  return rows.filter((row) => !live.has(row.memberId));
}

interface Face {
  ord: number;
  externalId: string;
  memberId: number | null;
  nameKey: string | null;
  emailKey: string | null;
}

/** Above that the gate holds one side or the other, and comparing each with each takes its time. */
const MOST_COMPARED = 1_000;

/** Joiners like somebody who would leave by this draft, or whom it misses. */
async function likeLeavers(tx: Tx, { batchId }: PlanInput): Promise<Pair[]> {
  const leavers = await faces(
    tx,
    sql`c.batch_id = ${batchId} and (c.action = 'deactivate' or c.reason in ('absent', 'stillSuspect'))`,
  );
  if (leavers.length === 0) return [];
  const joiners = await faces(tx, sql`c.batch_id = ${batchId} and c.action = 'create'`);
  return joiners.flatMap((joiner) => {
    const like = leavers
      .map((leaver) => ({ memberId: leaver.memberId, unlike: difference(joiner, leaver) }))
      .filter(({ unlike }) => unlike < UNLIKE)
      .toSorted((a, b) => a.unlike - b.unlike)[0];
    return like?.memberId ? [{ ...joiner, memberId: like.memberId }] : [];
  });
}

async function faces(tx: Tx, which: ReturnType<typeof sql>): Promise<Face[]> {
  const { rows } = await sql<Face>`
    select c.ord, c.external_id as "externalId", m.id as "memberId", coalesce(m.name_key, c.name_key) as "nameKey",
      coalesce(m.email_key, c.email_key) as "emailKey"
    from changes c left join members m on m.id = c.member_id where ${which}
    order by c.ord limit ${MOST_COMPARED}`.execute(tx);
  return rows;
}

const UNLIKE = Number.POSITIVE_INFINITY;

/** How far apart two people are by their addresses; whoever has the same name is not. */
function difference(joiner: Face, leaver: Face): number {
  if (joiner.nameKey !== null && joiner.nameKey === leaver.nameKey) return 0;
  if (joiner.emailKey === null || leaver.emailKey === null) return UNLIKE;
  return addressEdits(joiner.emailKey, leaver.emailKey) ?? UNLIKE;
}

async function keptApart(
  tx: Tx,
  { integrationId }: PlanInput,
  pairs: readonly Pair[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ externalId: string; memberId: number }>`
    select external_id as "externalId", member_id as "memberId" from keep_apart
    where integration_id = ${integrationId} and external_id = any (${pairs.map((pair) => pair.externalId)}::text[])`.execute(
    tx,
  );
  return new Set(rows.map(keyOf));
}

function keyOf({ externalId, memberId }: { externalId: string; memberId: number }): string {
  return `${memberId} ${externalId}`;
}

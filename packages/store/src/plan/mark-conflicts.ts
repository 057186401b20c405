import { sql } from "kysely";
import type { Tx } from "../connection.ts";

export type ConflictKind = "emailTaken" | "looksAlike" | "idReused" | "erasedEmail";

/** A row of a draft that a person has to decide about. */
export interface Loser {
  ord: number;
  /** The member on the other side; null: only other rows are. */
  rivalId: number | null;
}

/** Turns rows into conflicts: nothing of them is applied, and what is known of their members stays as it is. */
export async function markConflicts(
  tx: Tx,
  batchId: number,
  kind: ConflictKind,
  losers: readonly Loser[],
): Promise<void> {
  if (losers.length === 0) return;
  const ords = losers.map(({ ord }) => ord);
  await freezeRecords(tx, batchId, kind, ords);
  await sql`
    update changes c
    set action = 'conflict', reason = ${kind}, before = null, cause = null, rival_id = l.rival_id,
        -- A new record has no member of its own yet; somebody known keeps theirs, untouched.
        member_id = case when c.member_version is not null then c.member_id end,
        claim = case when c.action = 'reactivate' then 'left'
          -- What the source says of a leaver has no effect yet.
          when c.action = 'deactivate' then coalesce(c.before ->> 'claim', c.claim)
          when c.member_version is not null then c.claim end
    from unnest(${ords}::bigint[], ${losers.map(({ rivalId }) => rivalId)}::bigint[]) l (ord, rival_id)
    where c.batch_id = ${batchId} and c.ord = l.ord`.execute(tx);
}

/**
 * Other records of the losers' people that stand on what the losers were to do: they would join a member who is not
 * made, or claim one who stays deactivated.
 */
async function freezeRecords(
  tx: Tx,
  batchId: number,
  kind: ConflictKind,
  losers: readonly number[],
): Promise<void> {
  await sql`
    update changes c
    set action = 'conflict', reason = ${kind}, before = null,
        member_id = case when loser.action <> 'create' then c.member_id end,
        claim = case when loser.action <> 'create' then 'left' end
    from changes loser
    where loser.batch_id = ${batchId} and loser.ord = any (${losers}::bigint[])
      and c.batch_id = ${batchId} and c.member_id = loser.member_id and c.ord <> all (${losers}::bigint[])
      and (loser.action = 'create' or (loser.action = 'reactivate' and c.claim = 'employed'))`.execute(tx);
}

/**
 * A conflict that already waits, for the same reason and with the same person, is not written again: somebody is asked
 * by one that is open. Of a pair that looks alike only the joiner is asked about.
 */
export async function dropStanding(tx: Tx, batchId: number): Promise<void> {
  await sql`
    delete from changes c using identities i
    where c.batch_id = ${batchId} and c.action = 'conflict'
      and i.integration_id = c.integration_id and i.external_id = c.external_id
      and i.decision = 'conflict' and i.reason = c.reason
      -- One that joins a member by now has their claim to bring, whoever was asked about it before.
      and i.member_id is not distinct from c.member_id
      and ((c.reason = 'looksAlike' and c.rival_id is null) or exists (select from conflicts k
        where k.integration_id = c.integration_id and k.external_id = c.external_id and k.state = 'open'
          and k.kind = c.reason and k.member_id is not distinct from c.rival_id))`.execute(tx);
}

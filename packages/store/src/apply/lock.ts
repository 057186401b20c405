import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";

/** Any number of ours; with the organization's id it names the one lock under which members change. */
const APPLY = 7_105_002;

/** One apply for an organization at a time. False: somebody else is applying; come back. */
export async function tryApplyLock(tx: Tx, orgId: number): Promise<boolean> {
  const { rows } = await sql<{ got: boolean }>`
    select pg_try_advisory_xact_lock(${APPLY}::integer, ${orgId}::integer) as got`.execute(tx);
  return rows[0]?.got ?? false;
}

/** The same lock for a person's act, which waits up to 3 s for a sync that is applying. */
export async function waitForApplyLock(tx: Tx, orgId: number): Promise<void> {
  const until = Date.now() + 3_000;
  while (!(await tryApplyLock(tx, orgId))) {
    if (Date.now() > until) {
      throw new StoreError("A sync of this organization is being applied.", {
        code: "sync_in_progress",
        fix: "Try again in a moment.",
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/**
 * Locks the touched members in id order: two applies in any other order deadlock (measured: 14 of 20 pairs). Without
 * the key, which no change touches: a match that begins meanwhile refers to it, in whatever order.
 */
export async function lockMembers(tx: Tx, batchId: number): Promise<void> {
  await sql`
    select from members where id in (
      select member_id from changes where batch_id = ${batchId} and action not in ('create', 'skip'))
    order by id for no key update`.execute(tx);
}

/**
 * Takes out rows whose member somebody changed, or removed from the database, since the plan; they are planned again
 * in the next run.
 */
export async function deferMoved(tx: Tx, batchId: number): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from changes c
    where c.batch_id = ${batchId} and c.member_version is not null
      and not exists (select from members m where m.id = c.member_id and m.version = c.member_version)`.execute(
    tx,
  );
  return Number(numAffectedRows ?? 0n);
}

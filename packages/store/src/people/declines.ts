import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { writeAudit } from "./audit.ts";
import type { PersonAct } from "./person-act.ts";

/** Something that is not done again because a run was undone. */
export interface Decline {
  /** A field by its name, or `return`, `advance`, `link`. */
  what: string;
  /** What the source said: of a field, or as the first day for `advance`. */
  value: string | null;
  integration: number;
  externalId: string;
  /** The run that was undone. */
  run: number;
  actor: string;
  createdAt: Date;
}

/** What of a member stands because of an undo, and has not ended. */
export async function listDeclines(tx: Tx, memberId: number): Promise<Decline[]> {
  const { rows } = await sql<Decline>`
    select what, case when what <> 'link' then value end as value, integration_id as integration,
      external_id as "externalId", run_id as run, actor, created_at as "createdAt"
    from declines where member_id = ${memberId} and ended_at is null order by what, id`.execute(tx);
  return rows;
}

/**
 * Lets the source do again what an undo declined of a member: a field, `advance` or `link`. Who is kept out comes
 * back by `reactivateMember`. False: nothing of that is declined.
 */
export async function liftDecline(
  tx: Tx,
  act: PersonAct,
  { memberId, what }: { memberId: number; what: string },
): Promise<boolean> {
  // A sync that is being applied would remember the fingerprint after it was cleared here.
  await waitForApplyLock(tx, act.orgId);
  const { numAffectedRows } = await sql`
    update declines set ended_at = ${act.now}
    where member_id = ${memberId} and what = ${what} and what <> 'return' and ended_at is null`.execute(tx);
  if (!numAffectedRows) return false;
  await sql`update identities set fingerprint = null where member_id = ${memberId}`.execute(tx);
  // What a run under way has planned of the member stood on the decline: it is planned again in the next run.
  await sql`update members set version = version + 1 where id = ${memberId}`.execute(tx);
  await writeAudit(tx, {
    ...act,
    act: "members.liftDecline",
    subject: `member:${memberId}`,
    detail: { what },
  });
  return true;
}

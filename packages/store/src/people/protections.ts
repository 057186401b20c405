import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { writeAudit } from "./audit.ts";
import type { PersonAct } from "./person-act.ts";

/** A person's word that no sync takes somebody out. */
export interface Protection {
  actor: string;
  reason: string | null;
  createdAt: Date;
}

/** Of a hold `h`: whether its member is protected. */
export const IS_PROTECTED = sql<boolean>`exists (
  select from protections p where p.member_id = h.member_id and p.lifted_at is null)`;

/** Keeps a member from every sync that would take them out: it asks instead. False: they were protected already. */
export async function protectMember(
  tx: Tx,
  act: PersonAct,
  { memberId, reason }: { memberId: number; reason: string | null },
): Promise<boolean> {
  // A sync that is being applied has looked already at who is protected.
  await waitForApplyLock(tx, act.orgId);
  const { numAffectedRows } = await sql`
    insert into protections (org_id, member_id, actor, reason, created_at)
    values (${act.orgId}, ${memberId}, ${act.actor}, ${reason}, ${act.now})
    on conflict (member_id) where lifted_at is null do nothing`.execute(tx);
  if (numAffectedRows !== 1n) return false;
  await writeAudit(tx, { ...act, act: "members.protect", subject: `member:${memberId}`, detail: { reason } });
  return true;
}

/**
 * Gives a member back to the syncs; what they only asked because of the protection is judged by the next one. False:
 * they were not protected.
 */
export async function unprotectMember(tx: Tx, act: PersonAct, memberId: number): Promise<boolean> {
  await waitForApplyLock(tx, act.orgId);
  const { numAffectedRows } = await sql`
    update protections set lifted_at = ${act.now}
    where member_id = ${memberId} and lifted_at is null`.execute(tx);
  if (numAffectedRows !== 1n) return false;
  await sql`
    update holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where member_id = ${memberId} and code = 'protected' and state = 'open'`.execute(tx);
  await writeAudit(tx, { ...act, act: "members.unprotect", subject: `member:${memberId}` });
  return true;
}

/** The protection of a member that stands, or undefined. */
export async function readProtection(tx: Tx, memberId: number): Promise<Protection | undefined> {
  const { rows } = await sql<Protection>`
    select actor, reason, created_at as "createdAt" from protections
    where member_id = ${memberId} and lifted_at is null`.execute(tx);
  return rows[0];
}

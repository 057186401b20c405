import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { blankQuestion, eraseRecord } from "../erasure/erase-record.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { writeAudit } from "./audit.ts";
import { standingOfAnswer } from "./conflict-leavers.ts";
import { type Conflict, findConflict } from "./conflicts.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

export interface ConflictDecision {
  ids: readonly number[];
  decision: "same" | "different" | "ignore";
  reason: string | null;
}

/**
 * Answers who somebody is. The next run that reads the records goes by it; what has to happen to a member for that
 * happens at once: an address is released, a member whose id went to somebody else is out. Where that puts out more
 * people than the policy lets one admin, nothing happens yet: the questions come back with who answered first
 * (`firstBy`), and another admin confirms by the same answer. All of the questions or none: fails with
 * `unknownConflict`, `conflictDecided`, `nobodyToLink`, `sharedAddress`, `addressInUse`, `notErased`,
 * `protectedMember` or `secondAdminNeeded`.
 */
export async function decideConflicts(
  tx: Tx,
  keyring: Keyring,
  act: PersonAct,
  { ids, decision, reason }: ConflictDecision,
): Promise<Conflict[]> {
  await waitForApplyLock(tx, act.orgId);
  const conflicts: Conflict[] = [];
  for (const id of ids) conflicts.push(await openConflict(tx, id));
  const standing = await standingOfAnswer(tx, act, conflicts, decision);
  if (standing === "first") {
    for (const { id, kind } of conflicts) {
      const detail = { kind, decision };
      await writeAudit(tx, { ...act, act: "conflicts.resolveFirst", subject: `conflict:${id}`, detail });
    }
    return conflicts.map((conflict) => ({ ...conflict, firstBy: act.actor }));
  }
  for (const conflict of conflicts) {
    if (conflict.kind === "erasedEmail") await decideErased(tx, keyring, act, { conflict, decision });
    else if (decision === "same") await same(tx, act, conflict);
    else if (decision === "different") await different(tx, act, conflict);
  }
  await sql`
    update conflicts set state = 'decided', decision = ${decision}, decided_by = ${act.actor},
      decided_at = ${act.now}, decision_reason = ${reason},
      first_by = case when ${standing === "confirmed"} then first_by end
    where id = any (${[...ids]}::bigint[])`.execute(tx);
  for (const { id, kind } of conflicts) {
    const detail = { kind, decision };
    await writeAudit(tx, { ...act, act: "conflicts.resolve", subject: `conflict:${id}`, detail });
  }
  return conflicts.map((conflict) => ({ ...conflict, firstBy: null }));
}

/** The next run lets in whoever is not the person that was erased. */
async function decideErased(
  tx: Tx,
  keyring: Keyring,
  act: PersonAct,
  { conflict, decision }: { conflict: Conflict; decision: ConflictDecision["decision"] },
): Promise<void> {
  const owner = { orgId: act.orgId, keyring };
  if (decision === "same") await eraseRecord(tx, owner, act, conflict);
  if (decision === "ignore") await blankQuestion(tx, owner, conflict.id);
}

/** What was ignored may be answered after all. */
async function openConflict(tx: Tx, id: number): Promise<Conflict> {
  const conflict = await findConflict(tx, id);
  if (!conflict) {
    throw new StoreError(`There is no conflict ${id}.`, {
      code: "unknownConflict",
      fix: "`muster conflicts list` shows those that wait, with --all also those that do not.",
    });
  }
  if (conflict.state === "open" || conflict.decision === "ignore") return conflict;
  const how =
    conflict.state === "withdrawn"
      ? "needs no answer any more"
      : `was decided by ${conflict.decidedBy ?? "somebody"}: ${conflict.decision ?? ""}`;
  throw new StoreError(`Conflict ${id} ${how}.`, {
    code: "conflictDecided",
    fix: "`muster members unlink` takes a record off a member that is not theirs.",
  });
}

async function same(tx: Tx, act: PersonAct, conflict: Conflict): Promise<void> {
  const { id, kind, recordMember } = conflict;
  const memberId = conflict.member?.id ?? (await nameKeeper(tx, id));
  if (memberId === undefined) {
    throw new StoreError(`In conflict ${id} records want one address, and none of them is a member.`, {
      code: "nobodyToLink",
      fix: "Ignore all but one of them; once a sync has made that one a member, the others can be linked to it.",
    });
  }
  if (kind !== "idReused" && recordMember !== null) await moveRecord(tx, act, conflict, memberId);
}

/** Of records that wanted one address a sync may have made one a member since: it is the one who is meant. */
async function nameKeeper(tx: Tx, id: number): Promise<number | undefined> {
  const { rows } = await sql<{ id: number }>`
    update conflicts k set member_id = m.id from members m
    where k.id = ${id} and k.kind = 'emailTaken' and m.org_id = k.org_id and m.email_key = k.evidence ->> 'emailKey'
      and not exists (select from identities i where i.integration_id = k.integration_id
        and i.external_id = k.external_id and i.member_id = m.id)
    returning m.id`.execute(tx);
  return rows[0]?.id;
}

/** The record speaks for the other member from now on; the one it spoke for is out, if nothing else claims them. */
async function moveRecord(tx: Tx, act: PersonAct, conflict: Conflict, to: number): Promise<void> {
  const { integration, externalId, recordMember } = conflict;
  await actOnMembers(tx, act, async (batchId) => {
    // On somebody who is out a claim begins anew: the next run that shows the record brings them back.
    await sql`
      update identities set member_id = ${to}, fingerprint = null, decision = null, reason = null,
        claim = case when exists (select from members m where m.id = ${to} and m.status = 'deactivated')
          then 'left' else claim end
      where integration_id = ${integration.id} and external_id = ${externalId}`.execute(tx);
    await planEnd(tx, batchId, { memberId: recordMember ?? 0, cause: "admin", reason: "samePersonAs" });
  });
}

async function different(tx: Tx, act: PersonAct, conflict: Conflict): Promise<void> {
  const { id, kind, member, integration, externalId } = conflict;
  if (!member) {
    throw new StoreError(`In conflict ${id} different records want one address.`, {
      code: "sharedAddress",
      fix: "Correct the work e-mail of whichever is wrong in the HR system, or ignore all but one of them.",
    });
  }
  if (kind === "emailTaken") await releaseAddress(tx, act, conflict, member.id);
  if (kind === "idReused") await handOverId(tx, act, conflict, member.id);
  await sql`
    insert into keep_apart (org_id, integration_id, external_id, member_id, actor, created_at)
    values (${act.orgId}, ${integration.id}, ${externalId}, ${member.id}, ${act.actor}, ${act.now})
    on conflict do nothing`.execute(tx);
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));
const withoutAddress = sql.raw(
  MAPPED_COLUMNS.map((column) => (["work_email", "email_key"].includes(column) ? "null" : column)).join(", "),
);

async function releaseAddress(tx: Tx, act: PersonAct, { id }: Conflict, keeper: number): Promise<void> {
  const { rows } = await sql<{ live: boolean }>`
    select exists (select from identities where member_id = ${keeper} and claim in ('employed', 'suspect')) as live`.execute(
    tx,
  );
  if (rows[0]?.live) {
    throw new StoreError(`Member ${keeper}, who has the address of conflict ${id}, is employed with it.`, {
      code: "addressInUse",
      fix: "Two employed people cannot share a work e-mail: correct it in the HR system of whichever is wrong, then sync.",
    });
  }
  await actOnMembers(tx, act, async (batchId) => {
    await sql`
      insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, ${columns}, before,
        reason)
      select ${batchId}, 1, org_id, id, 'update', version, status, role, ${withoutAddress},
        jsonb_build_object('work_email', work_email), 'addressReleased'
      from members where id = ${keeper} and work_email is not null`.execute(tx);
  });
}

/** The id is somebody else's: whom it meant before has lost this claim, and is out unless another one stands. */
async function handOverId(
  tx: Tx,
  act: PersonAct,
  { integration, externalId }: Conflict,
  memberId: number,
): Promise<void> {
  await actOnMembers(tx, act, async (batchId) => {
    await sql`
      update identities set member_id = null, claim = null, suspect_since = null, fingerprint = null
      where integration_id = ${integration.id} and external_id = ${externalId}`.execute(tx);
    await planEnd(tx, batchId, { memberId, cause: "absence", reason: "idReused" });
  });
}

/** A member whom no record claims any more leaves, by the word of whoever decided it. */
async function planEnd(
  tx: Tx,
  batchId: number,
  { memberId, cause, reason }: { memberId: number; cause: "absence" | "admin"; reason: string },
): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, cause, ${columns},
      before, reason)
    select ${batchId}, 1, org_id, id, 'deactivate', version, 'deactivated', role, ${cause}, ${columns},
      jsonb_build_object('status', status), ${reason}
    from members m where id = ${memberId} and status <> 'deactivated' and not exists (
      select from identities i where i.member_id = m.id and i.claim in ('employed', 'suspect'))`.execute(tx);
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { writeAudit } from "../people/audit.ts";
import { actOnMembers, type PersonAct } from "../people/person-act.ts";
import type { Keyring } from "../secrets/keyring.ts";
import { blankHistory, blankPerson, blankStaged, forgetManager, removeRecords } from "./blank-person.ts";
import { type ErasedPerson, readPerson } from "./erased-person.ts";
import { suppress } from "./suppressions.ts";

export interface Erasure {
  memberId: number;
  /** Kept with the act: it should name nobody. */
  reason: string | null;
}

/** What came of it. */
export interface Erased {
  /** Source records by which the person is recognised from now on. */
  records: number;
  /** Active matches that wait for an admin's look. */
  matches: number;
}

/**
 * Removes a person's data from every table and leaves keyed hashes by which a later sync recognises them. The
 * member's row stays, deactivated, and with it what others share: matches, meetings, goals. A run under way plans
 * again without them. Fails with `alreadyErased`
 * and `unknownMember`.
 */
export async function eraseMember(
  tx: Tx,
  keyring: Keyring,
  act: PersonAct,
  { memberId, reason }: Erasure,
): Promise<Erased> {
  let records = 0;
  await actOnMembers(tx, act, async (batchId) => {
    await refuseErased(tx, memberId);
    // First of all: from here on nobody who plans commits before this does, and nobody plans without looking again.
    await sql`update runs set erased_meanwhile = true where ended_at is null`.execute(tx);
    const person = await readPerson(tx, memberId);
    records = person.records.length;
    await suppress(tx, { orgId: act.orgId, keyring }, act, person);
    await blankEverywhere(tx, { orgId: act.orgId, keyring }, act, person);
    await planErasure(tx, batchId, memberId);
    await forgetManager(tx, batchId, person);
    await writeAudit(tx, {
      ...act,
      act: "members.erase",
      subject: `member:${memberId}`,
      detail: { records, ...(reason !== null && { reason }) },
    });
  });
  return { records, matches: await countFlags(tx, memberId) };
}

async function refuseErased(tx: Tx, memberId: number): Promise<void> {
  const { rows } = await sql<{ erased: boolean }>`
    select exists (select from deactivations
      where member_id = m.id and cause = 'erasure' and closed_at is null) as erased
    from members m where id = ${memberId}`.execute(tx);
  const [row] = rows;
  if (!row) {
    throw new StoreError(`There is no member ${memberId}.`, {
      code: "unknownMember",
      fix: "`muster members list` shows the organization's members.",
    });
  }
  if (!row.erased) return;
  throw new StoreError(`Member ${memberId} was erased already.`, {
    code: "alreadyErased",
    fix: "Nothing to do: nothing of the person is stored.",
  });
}

async function blankEverywhere(
  tx: Tx,
  owner: { orgId: number; keyring: Keyring },
  act: PersonAct,
  person: ErasedPerson,
): Promise<void> {
  await blankStaged(tx, owner, person);
  await blankHistory(tx, person);
  await blankPerson(tx, act, person);
  await removeRecords(tx, person);
}

/** The row that empties the member, and says so to whoever follows the changes. */
async function planErasure(tx: Tx, batchId: number, memberId: number): Promise<void> {
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, cause, before, reason)
    select ${batchId}, 1, org_id, id, 'deactivate', version, 'deactivated', role, 'erasure',
      case when status <> 'deactivated' then jsonb_build_object('status', status) else '{}' end, 'erased'
    from members where id = ${memberId}`.execute(tx);
  await sql`update members set waits = '{}' where id = ${memberId}`.execute(tx);
}

async function countFlags(tx: Tx, memberId: number): Promise<number> {
  const { rows } = await sql<{ flags: number }>`
    select count(*) as flags from match_flags where member_id = ${memberId} and closed_at is null`.execute(
    tx,
  );
  return rows[0]?.flags ?? 0;
}

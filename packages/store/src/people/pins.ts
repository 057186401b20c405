import type { MappingTarget } from "@muster/connector-sdk";
import { foldKey, textIssue, tidyText } from "@muster/roster";
import { sql } from "kysely";
import { waitForApplyLock } from "../apply/lock.ts";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { FIELD_COLUMNS } from "../field-columns.ts";
import { MAPPED_COLUMNS, type MappedColumn, nameKey } from "../mapped-columns.ts";
import { writeAudit } from "./audit.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

export interface PinInput {
  memberId: number;
  field: MappingTarget;
  /** What the field is to hold from now on, blank for nothing; absent: what it holds. */
  value?: string;
}

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Keeps a field of a member from every sync until the pin is lifted, and may set it first. Fails with `emailTaken`
 * where somebody else has the address and with `badValue` for what cannot be stored.
 */
export async function pinField(tx: Tx, act: PersonAct, input: PinInput): Promise<void> {
  const { memberId, field, value } = input;
  await actOnMembers(tx, act, async (batchId) => {
    if (value !== undefined) await planValue(tx, batchId, { memberId, field, value: storable(field, value) });
    await sql`
      insert into pins (org_id, member_id, field, actor, created_at)
      values (${act.orgId}, ${memberId}, ${field}, ${act.actor}, ${act.now})
      on conflict (member_id, field) where lifted_at is null do nothing`.execute(tx);
    await writeAudit(tx, { ...act, act: "members.pin", subject: `member:${memberId}`, detail: { field } });
  });
  await deferPlans(tx, memberId);
}

/** Gives a field back to the source: the next full read brings its value. False: it was not pinned. */
export async function liftPin(
  tx: Tx,
  act: PersonAct,
  { memberId, field }: Omit<PinInput, "value">,
): Promise<boolean> {
  // A sync that is being applied would remember the fingerprint after it was cleared here.
  await waitForApplyLock(tx, act.orgId);
  const { numAffectedRows } = await sql`
    update pins set lifted_at = ${act.now}
    where member_id = ${memberId} and field = ${field} and lifted_at is null`.execute(tx);
  if (numAffectedRows !== 1n) return false;
  await sql`update identities set fingerprint = null where member_id = ${memberId}`.execute(tx);
  await deferPlans(tx, memberId);
  await writeAudit(tx, { ...act, act: "members.unpin", subject: `member:${memberId}`, detail: { field } });
  return true;
}

/** What a run under way has planned of the member stood on other pins: it is planned again in the next run. */
async function deferPlans(tx: Tx, memberId: number): Promise<void> {
  await sql`update members set version = version + 1 where id = ${memberId}`.execute(tx);
}

function storable(field: MappingTarget, value: string): string | null {
  const issue = textIssue(value);
  if (issue === null) return tidyText(value);
  throw new StoreError(`The value of ${field} ${issue}.`, {
    code: "badValue",
    fix: "Give another value.",
  });
}

/** The change of the field, where it is one, with the keys that follow from it. */
async function planValue(
  tx: Tx,
  batchId: number,
  { memberId, field, value }: { memberId: number; field: MappingTarget; value: string | null },
): Promise<void> {
  const column = FIELD_COLUMNS[field];
  const after = await changedColumns(tx, memberId, { [column]: value });
  const selected = MAPPED_COLUMNS.map((each) =>
    each in after ? sql`${after[each] ?? null}::text` : sql.ref(each),
  );
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, ${columns}, before,
      reason)
    select ${batchId}, 1, org_id, id, 'update', version, status, role, ${sql.join(selected)},
      jsonb_build_object(${column}::text, ${sql.ref(column)}), 'pinned'
    from members where id = ${memberId} and ${sql.ref(column)} is distinct from ${value}`.execute(tx);
}

type Change = Partial<Record<MappedColumn, string | null>>;

async function changedColumns(tx: Tx, memberId: number, change: Change): Promise<Change> {
  const { rows } = await sql<{ first_name: string | null; last_name: string | null }>`
    select first_name, last_name from members where id = ${memberId}`.execute(tx);
  const { first_name = null, last_name = null } = { ...rows[0], ...change };
  if (change.work_email === undefined) return { ...change, name_key: nameKey(first_name, last_name) ?? null };
  const emailKey = change.work_email === null ? null : foldKey(change.work_email);
  await refuseTaken(tx, memberId, emailKey);
  return { ...change, email_key: emailKey };
}

async function refuseTaken(tx: Tx, memberId: number, emailKey: string | null): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from members where email_key = ${emailKey} and id <> ${memberId}`.execute(tx);
  const [keeper] = rows;
  if (!keeper) return;
  throw new StoreError(`Member ${keeper.id} has this work e-mail.`, {
    code: "emailTaken",
    fix: "Give another address, or change that member's first.",
  });
}

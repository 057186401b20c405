import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Deactivates a member by a person's word, which holds whatever the sources say: also of somebody who is out because
 * of them, and would come back with them. False: a person had done so already.
 */
export async function deactivateMember(
  tx: Tx,
  act: PersonAct,
  input: { memberId: number; reason: string },
): Promise<boolean> {
  let changed = false;
  await actOnMembers(tx, act, async (batchId) => {
    const { numAffectedRows } = await sql`
      insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, cause, ${columns},
        before, reason)
      select ${batchId}, 1, org_id, id, 'deactivate', version, 'deactivated', role, 'admin', ${columns},
        case when status <> 'deactivated' then jsonb_build_object('status', status) else '{}' end, ${input.reason}
      from members where id = ${input.memberId} and not exists (
        select from deactivations d where d.member_id = members.id and d.cause = 'admin' and d.closed_at is null)`.execute(
      tx,
    );
    changed = numAffectedRows === 1n;
    if (changed) await answerHolds(tx, act, input.memberId);
  });
  return changed;
}

/** Nobody need be asked any more whether somebody leaves who is out. */
async function answerHolds(tx: Tx, act: PersonAct, memberId: number): Promise<void> {
  await sql`
    update holds set state = 'withdrawn', decided_by = ${act.actor}, decided_at = ${act.now}
    where member_id = ${memberId} and state = 'open' and cause in ('termination', 'absence', 'outOfScope')`.execute(
    tx,
  );
}

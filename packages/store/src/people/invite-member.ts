import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/**
 * Invites a staged member who has a role and whose first day is not ahead; they become `invited`, or wait for a seat.
 * False: the member is not staged, or waits for something else than the invitation.
 */
export async function inviteMember(tx: Tx, act: PersonAct, memberId: number): Promise<boolean> {
  let changed = false;
  await actOnMembers(tx, act, async (batchId) => {
    const { numAffectedRows } = await sql`
      insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, ${columns}, before,
        reason)
      select ${batchId}, 1, org_id, id, 'advance', version, 'invited', role, ${columns},
        jsonb_build_object('status', status), 'invited'
      from members where id = ${memberId} and status = 'staged' and not waits && array['role', 'start']`.execute(
      tx,
    );
    changed = numAffectedRows === 1n;
  });
  return changed;
}

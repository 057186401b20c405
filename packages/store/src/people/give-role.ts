import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { actOnMembers, type PersonAct } from "./person-act.ts";
import { policyStatus } from "./policy-status.ts";

const columns = sql.raw(MAPPED_COLUMNS.join(", "));

/** Gives members a role; whoever waited for nothing else becomes what the policy says, at once. Gives how many were changed. */
export async function giveRole(
  tx: Tx,
  act: PersonAct,
  input: { memberIds: readonly number[]; role: "none" | "mentor" | "mentee" | "both" },
): Promise<number> {
  let changed = 0;
  await actOnMembers(tx, act, async (batchId) => {
    const { numAffectedRows } = await sql`
      insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, employment,
        ${columns}, before, reason)
      select ${batchId}, row_number() over (order by id), org_id, id, 'advance', version,
        case when status = 'staged' and ${input.role} <> 'none' and not 'start' = any (waits)
          then ${policyStatus("members.id")} else status end,
        ${input.role}, case when 'start' = any (waits) then 'preStart' end, ${columns},
        jsonb_build_object('role', role, 'status', status), 'roleGiven'
      from members where id = any (${input.memberIds}::bigint[]) and role <> ${input.role}`.execute(tx);
    changed = Number(numAffectedRows ?? 0n);
  });
  return changed;
}

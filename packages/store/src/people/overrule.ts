import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { policyStatus } from "./policy-status.ts";

const columns = sql.raw(MAPPED_COLUMNS.map((column) => `m.${column}`).join(", "));
const changeColumns = sql.raw(MAPPED_COLUMNS.join(", "));

/** Plans the return of people whom a person had deactivated and whose source has employed them anew, by their holds. */
export async function planOverruled(tx: Tx, batchId: number, holdIds: readonly number[]): Promise<void> {
  if (holdIds.length === 0) return;
  await sql`
    insert into changes (batch_id, ord, org_id, member_id, action, member_version, status, role, employment,
      ${changeColumns}, before, reason)
    select ${batchId},
      (select coalesce(max(ord), 0) from changes where batch_id = ${batchId}) + row_number() over (order by m.id),
      m.org_id, m.id, 'reactivate', m.version,
      case when w.early then 'staged' when d.prior_status = 'staged' and m.role <> 'none' then ${policyStatus("m.id")}
        else coalesce(d.prior_status, 'staged') end,
      m.role, case when w.early then 'preStart' end, ${columns}, jsonb_build_object('status', m.status), 'approved'
    from members m
    cross join lateral (
      select coalesce(bool_and(i.employment = 'preStart'), false) as early from identities i
      where i.member_id = m.id and i.claim = 'employed') w
    left join lateral (
      select x.prior_status from deactivations x where x.member_id = m.id and x.closed_at is null
      order by x.id desc limit 1) d on true
    where m.status = 'deactivated' and m.id in (
      select member_id from holds where id = any (${[...holdIds]}::bigint[]))`.execute(tx);
}

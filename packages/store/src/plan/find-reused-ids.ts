import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";
import { markConflicts } from "./mark-conflicts.ts";

/**
 * Finds records whose id now belongs to somebody else: the e-mail is another one, and so are two of first name,
 * employee number and hire date, each from value to value. Nothing of such a record reaches the member whom the id
 * meant before, until a person has said who it is.
 */
export async function findReusedIds(tx: Tx, { batchId, integrationId }: PlanInput): Promise<void> {
  const { rows } = await sql<{ ord: number; memberId: number }>`
    select c.ord, c.member_id as "memberId" from changes c
    where c.batch_id = ${batchId} and c.member_version is not null and c.status is not null
      and c.action in ('update', 'advance', 'reactivate')
      and ${becameAnother("work_email")}
      and ${becameAnother("first_name")}::integer + ${becameAnother("org_member_id")}::integer
        + ${becameAnother("start_date")}::integer >= 2
      and not exists (select from conflicts k
        where k.integration_id = ${integrationId} and k.external_id = c.external_id and k.state = 'decided'
          and k.kind = 'idReused' and k.decision = 'same' and k.evidence ->> 'emailKey' = c.email_key)`.execute(
    tx,
  );
  await markConflicts(
    tx,
    batchId,
    "idReused",
    rows.map(({ ord, memberId }) => ({ ord, rivalId: memberId })),
  );
}

/** Of a change row `c`: whether the column had a value and has another one. */
function becameAnother(column: string): ReturnType<typeof sql<boolean>> {
  const [now, was] = [sql.ref(`c.${column}`), sql`(c.before ->> ${sql.lit(column)})`];
  return sql<boolean>`coalesce(lower(${was}) <> lower(${now}::text), false)`;
}

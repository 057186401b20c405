import { sql } from "kysely";
import { type Tx, withHashJoins } from "../connection.ts";
import type { PlanInput } from "./judgement.ts";

/**
 * Which of these members this integration claims by any record, as the draft leaves it: a claim that the vendor's own
 * word ends has ended; one of a record that is merely missing lives on.
 */
export async function liveMembers(
  tx: Tx,
  { integrationId, batchId }: PlanInput,
  memberIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const ids = [...memberIds];
  const { rows } = await withHashJoins(tx, () =>
    sql<{ id: number }>`
    select i.member_id as id from identities i
    where i.member_id = any (${ids}::bigint[]) and i.integration_id = ${integrationId}
      and i.claim in ('employed', 'suspect')
      and not exists (select from changes c where c.batch_id = ${batchId} and c.external_id = i.external_id
        and c.claim = 'left' and c.employment = 'terminated')
    union
    select member_id from changes
    where batch_id = ${batchId} and member_id = any (${ids}::bigint[]) and claim = 'employed'
      and action <> 'create'`.execute(tx),
  );
  return new Set(rows.map((row) => row.id));
}

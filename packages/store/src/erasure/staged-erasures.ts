import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { MAPPED_COLUMNS } from "../mapped-columns.ts";
import { type KnownBy, loadErasures } from "./erasures.ts";
import type { SuppressionOwner } from "./suppression-key.ts";

const blank = sql.raw(
  [...MAPPED_COLUMNS, "person_id", "fingerprint", "employment", "issue"].map((c) => `${c} = null`).join(", "),
);

/** Of staged rows: nothing but a mark is left, and it is counted as present. */
export const BLANK_STAGED = sql`kind = 'erased', missing = 0, ${blank}`;

/**
 * Where somebody was erased while the run was under way, looks through all that it has staged before it is planned:
 * pages that were read by then were not sifted. Gives whether it had to.
 */
export async function siftStaged(
  tx: Tx,
  owner: SuppressionOwner,
  { runId, integrationId }: { runId: number; integrationId: number },
): Promise<boolean> {
  const { rows: flagged } = await sql`select from runs where id = ${runId} and erased_meanwhile`.execute(tx);
  if (flagged.length === 0) return false;
  const erasures = await loadErasures(tx, owner, integrationId);
  if (!erasures) return false;
  const { rows } = await sql<KnownBy & { managerExternalId: string | null }>`
    select external_id as "externalId", person_id as "personId", org_member_id as "orgMemberId",
      email_key as "emailKey", name_key as "nameKey", manager_external_id as "managerExternalId"
    from staging where run_id = ${runId} and kind <> 'erased'`.execute(tx);
  const erased = new Map<string, string>();
  for (const row of rows) {
    const mark = erasures.markOf(row);
    if (mark !== undefined) erased.set(row.externalId, mark);
  }
  await sql`
    update staging s set ${BLANK_STAGED}, external_id = e.mark
    from unnest(${[...erased.keys()]}::text[], ${[...erased.values()]}::text[]) e (id, mark)
    where s.run_id = ${runId} and s.external_id = e.id and s.kind <> 'gone'`.execute(tx);
  await sql`
    delete from staging where run_id = ${runId} and external_id = any (${[...erased.keys()]}::text[])`.execute(
    tx,
  );
  const managers = new Set(rows.flatMap(({ managerExternalId }) => managerExternalId ?? []));
  const gone = [...managers].filter((externalId) => erasures.markOf({ externalId }) !== undefined);
  await sql`
    update staging set manager_external_id = null
    where run_id = ${runId} and manager_external_id = any (${gone}::text[])`.execute(tx);
  return true;
}

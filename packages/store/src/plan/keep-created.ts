import { attributeOf, type Target } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { FIELDS } from "../field-columns.ts";
import { keepStored, movesField, putBackColumn } from "./keep-stored.ts";

/**
 * Puts fields that are filled only when a member is made back into a draft as they are, of everybody whom it does not
 * make.
 */
export async function keepCreated(tx: Tx, batchId: number, targets: readonly Target[]): Promise<void> {
  if (targets.length === 0) return;
  await keepStored(tx, batchId, async (note) => {
    for (const [field] of FIELDS) {
      if (!targets.includes(field)) continue;
      const { rows } = await sql<{ ord: number }>`
        update changes c set ${putBackColumn(field)} from members m
        where c.batch_id = ${batchId} and ${movesField(field)}
        returning c.ord`.execute(tx);
      note(field, rows);
    }
    const attributes = targets.flatMap((target) => attributeOf(target) ?? []);
    if (attributes.length > 0) note("attributes", await putBackAttributes(tx, batchId, attributes));
  });
}

async function putBackAttributes(
  tx: Tx,
  batchId: number,
  names: readonly string[],
): Promise<{ ord: number }[]> {
  const list = sql`${[...names]}::text[]`;
  // Where nobody had any, none are left: not even an empty list of them.
  const kept = sql`nullif((c.attributes - ${list}) || coalesce(
      (select jsonb_object_agg(name, m.attributes -> name) from unnest(${list}) name where m.attributes ? name), '{}'),
    case when m.attributes is null then '{}'::jsonb end)`;
  const { rows } = await sql<{ ord: number }>`
    update changes c set attributes = ${kept},
      before = case when ${kept} is not distinct from m.attributes then c.before - 'attributes' else c.before end
    from members m
    where c.batch_id = ${batchId} and ${movesField("attributes")} and c.attributes is distinct from ${kept}
    returning c.ord`.execute(tx);
  return rows;
}

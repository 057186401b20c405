import { MAPPING_TARGETS, type MappingTarget } from "@muster/connector-sdk";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { keepStored, movesField, putBackColumn } from "./keep-stored.ts";

/** Puts fields that a person pinned back into a draft as they are; lifting the pin clears the fingerprint. */
export async function keepPinned(tx: Tx, batchId: number): Promise<void> {
  const fields = await pinnedFields(tx);
  if (fields.length === 0) return;
  await keepStored(tx, batchId, async (note) => {
    for (const field of fields) {
      const { rows } = await sql<{ ord: number }>`
        update changes c set ${putBackColumn(field)}
        from pins p join members m on m.id = p.member_id
        where p.field = ${field} and p.lifted_at is null and c.batch_id = ${batchId} and ${movesField(field)}
        returning c.ord`.execute(tx);
      note(field, rows);
    }
  });
}

/** Fields of the organization's pins that stand. */
export async function pinnedFields(tx: Tx): Promise<MappingTarget[]> {
  const { rows } = await sql<{
    field: string;
  }>`select distinct field from pins where lifted_at is null`.execute(tx);
  return MAPPING_TARGETS.filter((target) => rows.some(({ field }) => field === target));
}

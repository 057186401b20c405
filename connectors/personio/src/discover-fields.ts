import { type DiscoveredField, samplesOf } from "@muster/connector-sdk";
import type { Context } from "./context.ts";
import { listPersons, PAGE_SIZE } from "./people.ts";
import { OWN, Person } from "./record.ts";

/** The company's own attributes, as a page of people has them: v2 has no list of them, and no labels. */
export async function discoverFields(context: Context): Promise<DiscoveredField[]> {
  const { rows } = await listPersons(context, { limit: PAGE_SIZE });
  const all = rows.flatMap((row) => Person.safeParse(row).data?.custom_attributes ?? []);
  const labels = new Map(all.map(({ id, global_id }) => [id, global_id ?? id]));
  return [...labels].map(([id, label]) => {
    const samples = samplesOf(all.filter((one) => one.id === id).map(({ value }) => value));
    const kind = typeof samples[0];
    return { id: OWN + id, label, type: kind === "number" || kind === "boolean" ? kind : "text", samples };
  });
}

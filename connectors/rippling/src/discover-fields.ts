import {
  type ConnectorContext,
  type DiscoveredField,
  samplesOf,
  type SourceFieldType,
} from "@muster/connector-sdk";
import { z } from "zod";
import { customFieldId, nameIn } from "./custom-fields.ts";
import { forbidden, unexpected } from "./errors.ts";
import { newestPeople } from "./newest.ts";
import { readSmallList } from "./small-list.ts";

// What the API's documents leave open is shown as text.
const TYPES: Readonly<Record<string, SourceFieldType>> = {
  BOOLEAN: "boolean",
  DATE: "date",
  EMAIL: "email",
  NUMBER: "number",
  PERCENTAGE: "number",
};
const Definition = z.looseObject({ type: z.string().nullish().catch(null) });

/** The company's own fields by name, as values are given by name; two of one name are one field. */
export async function discoverFields(context: ConnectorContext<unknown>): Promise<DiscoveredField[]> {
  const list = await readSmallList(context, "/custom-fields/");
  if ("refused" in list) {
    const { refused } = list;
    throw refused.status === 403 ? forbidden(refused) : unexpected("noDefinitions", "it lists no own fields");
  }
  const types = new Map<string, SourceFieldType>();
  for (const item of list.items) {
    const name = nameIn(item);
    if (name === undefined) throw unexpected("badDefinitions", "one of the company's own fields has no name");
    const type = Definition.safeParse(item).data?.type ?? "";
    if (!types.has(name)) types.set(name, TYPES[type.toUpperCase()] ?? "text");
  }
  if (types.size === 0) return [];
  const wanted = [...types.keys()].map(customFieldId);
  const { records } = await newestPeople({ ...context, wanted });
  return [...types].map(([name, type]) => {
    const id = customFieldId(name);
    return { id, label: name, type, samples: samplesOf(records.map(({ fields }) => fields[id])) };
  });
}

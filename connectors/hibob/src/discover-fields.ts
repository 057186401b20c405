import { type ConnectorContext, type DiscoveredField, samplesOf } from "@muster/connector-sdk";
import { listIds } from "./list.ts";
import { readLists } from "./named-lists.ts";
import { ownValue, readOwnFields } from "./own-fields.ts";
import { listsNeeded } from "./record.ts";
import { search } from "./search.ts";

/** The most fields that a search may ask for. People API, Read employee data. */
const MOST_FIELDS = 400;
const SAMPLE_SIZE = 100;

/** The company's own fields, with values of the people that its list ends with. */
export async function discoverFields(context: ConnectorContext<unknown>): Promise<DiscoveredField[]> {
  const fields = await readOwnFields(context);
  if (fields.length === 0) return [];
  const ids = (await listIds(context)).slice(-SAMPLE_SIZE);
  const asked = fields.slice(0, MOST_FIELDS);
  const people = ids.length === 0 ? [] : await search(context, asked, ids);
  const labels = await readLists(context, listsNeeded(people, asked));
  return fields.map((field) => ({
    id: field.id,
    label: field.label,
    type: field.type,
    samples: samplesOf(people.map((person) => ownValue(person, field, labels))),
  }));
}

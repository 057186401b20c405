import type { ConnectorContext, DiscoveredField, FieldValue, SourceFieldType } from "@muster/connector-sdk";
import { z } from "zod";
import { labelOf, machineValue } from "./copies.ts";
import { unexpected } from "./errors.ts";
import { listIds } from "./list.ts";
import { search } from "./search.ts";

/** The most that a search may ask for. */
const MOST_FIELDS = 400;
const SAMPLE_SIZE = 100;
const SAMPLES = 3;

const Metadata = z.array(z.object({ id: z.string().min(1), name: z.string(), type: z.string() }));

// All others hold text, or are shown as their labels.
const TYPES: Readonly<Record<string, SourceFieldType>> = {
  boolean: "boolean",
  date: "date",
  number: "number",
  "short-date": "date",
};

/** The company's own fields: Bob marks them in their ids, and tells of them without any right. */
export async function discoverFields(context: ConnectorContext<unknown>): Promise<DiscoveredField[]> {
  const answer = Metadata.safeParse((await context.http.get("/company/people/fields")).body);
  if (!answer.success)
    throw unexpected("badMetadata", "its list of fields has not the documented form", answer.error);
  const custom = answer.data.filter(({ id }) => /(^|\.)custom\./.test(id));
  const people =
    custom.length === 0
      ? []
      : await sample(
          context,
          custom.map(({ id }) => id),
        );
  return custom.map(({ id, name, type }) => ({
    id,
    label: name,
    type: TYPES[type] ?? "text",
    samples: samplesOf(people, id, type),
  }));
}

async function sample(
  context: ConnectorContext<unknown>,
  fields: readonly string[],
): Promise<readonly unknown[]> {
  const ids = (await listIds(context)).slice(-SAMPLE_SIZE);
  return ids.length === 0 ? [] : search(context, fields.slice(0, MOST_FIELDS), ids);
}

function samplesOf(people: readonly unknown[], id: string, type: string): FieldValue[] {
  const values = people.flatMap((person) => {
    const value = machineValue(person, id);
    if (value === null || value === undefined || value === "") return [];
    if (!(type in TYPES)) return labelOf(person, id) ?? (typeof value === "string" ? value : []);
    return typeof value === "object" || typeof value === "function"
      ? []
      : (scalar.safeParse(value).data ?? []);
  });
  return [...new Set(values)].slice(0, SAMPLES);
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);

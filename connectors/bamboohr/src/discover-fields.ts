import {
  type ConnectorContext,
  type DiscoveredField,
  samplesOf,
  type SourceFieldType,
} from "@muster/connector-sdk";
import { z } from "zod";
import { DATASET_FIELDS_PATH, META_FIELDS_PATH } from "./api.ts";
import { type DatasetRow, openDataset } from "./dataset.ts";
import { unexpected } from "./errors.ts";

/** Beside the customer's own fields: what only the dataset has, and not every company uses. */
const OFFERED: Readonly<Record<string, SourceFieldType>> = {
  jobLevel: "text",
  payBand: "text",
  supervisorEmail: "email",
};
/** A call may ask for 400 fields, and one of them is the id. */
const MOST_FIELDS = 399;
const SAMPLE_SIZE = 100;

const Field = z.object({ name: z.string().min(1), label: z.string(), type: z.string().optional() });
type Field = z.output<typeof Field>;
const FieldPage = z.object({
  pagination: z.object({ total_pages: z.int().nonnegative() }),
  fields: z.array(Field),
});
const Metadata = z.array(
  z.object({
    id: z.union([z.string(), z.int()]).transform(String),
    type: z.string(),
    alias: z.string().nullish(),
  }),
);

// Of the types in the metadata. All others hold text.
const TYPES: Readonly<Record<string, SourceFieldType>> = {
  bool: "boolean",
  boolean: "boolean",
  checkbox: "boolean",
  date: "date",
  email: "email",
  int: "number",
  integer: "number",
  number: "number",
};

/** The customer's own fields by their names in the dataset, as a mapping reads them. */
export async function discoverFields(context: ConnectorContext<unknown>): Promise<DiscoveredField[]> {
  const fields = (await listFields(context)).filter(
    ({ name }) => /^customField/i.test(name) || Object.hasOwn(OFFERED, name),
  );
  if (fields.length === 0) return [];
  const typeOf = await readTypes(context);
  const people = await sample(
    context,
    fields.map(({ name }) => name),
  );
  return fields.map((field) => ({
    id: field.name,
    label: field.label,
    type: typeOf(field),
    samples: samplesOf(people.map(({ values }) => values[field.name])),
  }));
}

async function listFields({ http }: ConnectorContext<unknown>): Promise<Field[]> {
  const fields = new Map<string, Field>();
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const { body } = await http.get(DATASET_FIELDS_PATH, { query: { page } });
    const answer = FieldPage.safeParse(body);
    if (!answer.success) throw badMetadata("list of fields", answer.error);
    if (answer.data.fields.length === 0) break;
    for (const field of answer.data.fields) fields.set(field.name, field);
    pages = answer.data.pagination.total_pages;
  }
  return [...fields.values()];
}

/**
 * The dataset's list promises types and has none; the metadata of the older API has them under the field's number, or
 * its name there. Who may not read them takes every field for text.
 */
async function readTypes({ http }: ConnectorContext<unknown>): Promise<(field: Field) => SourceFieldType> {
  const { status, body } = await http.get(META_FIELDS_PATH, { expect: [403, 404] });
  const metadata = status === 200 ? Metadata.safeParse(body) : { success: true as const, data: [] };
  if (!metadata.success) throw badMetadata("metadata", metadata.error);
  const types = new Map(
    metadata.data.flatMap(({ id, alias, type }) => [
      [`customField${id}`, type],
      [alias ?? "", type],
    ]),
  );
  return ({ name, type }) => OFFERED[name] ?? TYPES[type ?? types.get(name) ?? ""] ?? "text";
}

/** The newest people: the oldest of a company have mostly left. */
async function sample(
  context: ConnectorContext<unknown>,
  names: readonly string[],
): Promise<readonly DatasetRow[]> {
  const ask = openDataset(context, names.slice(0, MOST_FIELDS));
  return (await ask({ order: "desc", pageSize: SAMPLE_SIZE }))?.rows ?? [];
}

function badMetadata(what: string, cause: unknown): Error {
  return unexpected("badMetadata", `its ${what} has not the documented form`, cause);
}

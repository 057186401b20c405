import type { ConnectorContext, FieldValue, SourceFieldType } from "@muster/connector-sdk";
import { z } from "zod";
import { labelOf, machineValue } from "./copies.ts";
import { unexpected } from "./errors.ts";
import { type BobField, FIELD_IDS, FIELDS } from "./fields.ts";
import type { Labels } from "./named-lists.ts";

const Metadata = z.array(
  z.object({
    id: z.string().min(1),
    name: z.string(),
    type: z.string(),
    jsonPath: z.string().min(1).nullish(),
    typeData: z.object({ listId: z.string().nullish() }).nullish().catch(null),
  }),
);
type Definition = z.output<typeof Metadata>[number];

const TYPES: Readonly<Record<string, SourceFieldType>> = {
  boolean: "boolean",
  date: "date",
  number: "number",
  "short-date": "date",
};
const LISTS = new Set(["list", "list_id", "multi-list", "hierarchy-list"]);
const REFERENCES = new Set(["employee", "employee-reference"]);
const PLAIN = new Set(["text", "text-area", "time", ...Object.keys(TYPES)]);
/** Files, pictures and the like hold no text; a social security number is nobody's business here. */
const NEVER = new Set(["avatar", "document", "ssn", "working_pattern"]);

/** The company's own fields: Bob marks them in their ids. */
export async function readOwnFields(context: ConnectorContext<unknown>): Promise<BobField[]> {
  const own = (await readMetadata(context)).filter(({ id }) => /(^|\.)custom\./.test(id));
  return own.flatMap(toField);
}

/**
 * What a read asks for: the standard fields, and what else the mapping wants. A field that Bob does not know any more
 * is asked for all the same: it comes for nobody, and is reported.
 */
export async function fieldsToRead(context: ConnectorContext<unknown>): Promise<readonly BobField[]> {
  const wanted = context.wanted.filter((id) => !FIELD_IDS.includes(id));
  if (wanted.length === 0) return FIELDS;
  const known = new Map((await readMetadata(context)).map((definition) => [definition.id, definition]));
  return [...FIELDS, ...wanted.flatMap((id) => toField(known.get(id) ?? { id, name: id, type: "text" }))];
}

/** What Bob tells of every field, without any right. */
async function readMetadata({ http }: ConnectorContext<unknown>): Promise<readonly Definition[]> {
  const metadata = Metadata.safeParse((await http.get("/company/people/fields")).body);
  if (metadata.success) return metadata.data;
  throw unexpected("badMetadata", "its list of fields has not the documented form", metadata.error);
}

function toField({ id, name, type, typeData, jsonPath }: Definition): BobField[] {
  if (NEVER.has(type)) return [];
  const shape = { type: TYPES[type] ?? "text", form: formOf(type), isOwn: true } as const;
  return [{ id, label: name, ...shape, listId: typeData?.listId ?? undefined, path: jsonPath ?? undefined }];
}

/** A value as it is shown: of list items the labels, else the machine's own; undefined where it has no such form. */
export function ownValue(record: unknown, field: BobField, labels: Labels): FieldValue | undefined {
  const value = machineValue(record, field);
  if (value === undefined || value === null || value === "") return value === undefined ? value : null;
  switch (field.form) {
    case "list":
      return labelOf(record, field) ?? labelsOf(value, labels.get(field.listId ?? ""));
    case "labelled":
      return labelOf(record, field);
    case "reference":
      return textIn(typeof value === "object" && "id" in value ? value.id : value);
    default:
      return typeof value === "boolean" || typeof value === "number" ? value : textIn(value);
  }
}

function formOf(type: string): BobField["form"] {
  if (LISTS.has(type)) return "list";
  if (REFERENCES.has(type)) return "reference";
  return PLAIN.has(type) ? "text" : "labelled";
}

/** The bare id of an item is no name: without all of the names there is no value. */
function labelsOf(value: unknown, names: ReadonlyMap<string, string> | undefined): string | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const found = items.map((item) => names?.get(String(item)));
  return found.includes(undefined) ? undefined : found.join(", ") || undefined;
}

function textIn(value: unknown): string | null | undefined {
  if (typeof value !== "string") return undefined;
  return value.trim() === "" ? null : value;
}

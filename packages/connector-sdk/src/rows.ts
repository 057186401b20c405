import { z } from "zod";
import type { Checkpoint, FieldValue, Page, RejectedRecord, SourceField, SourceRecord } from "./records.ts";
import { dayOf, dayValue, textValue } from "./values.ts";

/** One row of an answer: read, or turned away with what is wrong with it. Neither ever costs the page. */
export type ReadRow = { record: SourceRecord; withheld: readonly string[] } | { rejected: RejectedRecord };

/** By field id. Undefined: not returned. */
export type FieldValues = Readonly<Record<string, FieldValue | undefined>>;

const SCHEMAS: Readonly<Record<SourceField["type"], z.ZodType<FieldValue | undefined>>> = {
  text: textValue,
  email: textValue,
  date: dayValue,
  number: z.number().nullish(),
  boolean: z.boolean().nullish(),
};

/**
 * The values of fields whose ids are paths in a row, `position.title`. Null on the way is null; a key that is missing
 * on the way is undefined.
 */
export function valuesIn(
  fields: readonly SourceField[],
  row: unknown,
): z.ZodSafeParseResult<Record<string, FieldValue | undefined>> {
  const shape = fields.map(({ id, type }) => [id, SCHEMAS[type].optional()] as const);
  return z
    .object(Object.fromEntries(shape))
    .safeParse(Object.fromEntries(fields.map(({ id }) => [id, valueAt(row, id)])));
}

/** Stands for what is no object where one belongs: no schema takes it. */
const UNREADABLE = { unreadable: true };

function valueAt(row: unknown, path: string): unknown {
  // A row that is null says nothing of anybody.
  let value: unknown = row ?? undefined;
  for (const key of path.split(".")) {
    if (value === null || value === undefined) return value;
    if (typeof value !== "object" || Array.isArray(value)) return UNREADABLE;
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return value;
}

/** What a row says of a person besides fields. Days as `dayValue` lets them through. */
interface Person extends Pick<SourceRecord, "externalId" | "personId" | "vendorStatus"> {
  startDate: FieldValue | undefined;
  endDate: FieldValue | undefined;
}

/** The record of what came. What did not come is not empty: it is left out, and where it is a field it is withheld. */
export function readRow(
  { startDate: first, endDate: last, ...person }: Person,
  values: FieldValues,
): ReadRow {
  const [startDate, endDate] = [dayOf(first), dayOf(last)];
  const fields: Record<string, FieldValue> = {};
  const withheld: string[] = [];
  for (const [id, value] of Object.entries(values)) {
    if (value === undefined) withheld.push(id);
    else fields[id] = value;
  }
  const days = { ...(startDate !== undefined && { startDate }), ...(endDate !== undefined && { endDate }) };
  return { record: { ...person, ...days, fields }, withheld };
}

/** The rows of one answer as a page. What is withheld of anybody is restricted. */
export function pageOf(rows: readonly ReadRow[], checkpoint: Checkpoint | null, total?: number): Page {
  const withheld = rows.flatMap((row) => ("record" in row ? row.withheld : []));
  return {
    records: rows.flatMap((row) => ("record" in row ? row.record : [])),
    rejected: rows.flatMap((row) => ("rejected" in row ? row.rejected : [])),
    restricted: [...new Set(withheld)],
    checkpoint,
    ...(total !== undefined && { total }),
  };
}

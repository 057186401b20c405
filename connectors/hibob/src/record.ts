import {
  dayOf,
  dayValue,
  type FieldValue,
  idValue,
  type PlainDate,
  type RejectedRecord,
  rejectedBy,
  type SourceRecord,
  textValue,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import { labelOf, machineValue } from "./copies.ts";
import type { BobField } from "./fields.ts";
import type { Labels } from "./named-lists.ts";
import { ownValue } from "./own-fields.ts";

/** One record of an answer: read, or turned away with what is wrong. */
export type ReadRecord = { record: SourceRecord } | { rejected: RejectedRecord };

type TextValue = string | null | undefined;

export const ROOT_ID = { id: "root.id" };

const number = z.union([textValue, z.number().transform(String)], { error: "is neither a number nor text" });
// An object with the id, by other forms of the answer the bare id.
const reference = z.union([idValue, z.object({ id: idValue }).transform(({ id }) => id), z.null()], {
  error: "names nobody by an id",
});
const SCHEMAS: Readonly<Record<BobField["form"], z.ZodType<TextValue>>> = {
  id: idValue,
  text: textValue,
  number,
  date: dayValue,
  list: z.union([idValue, z.literal("").transform(() => null), z.null()], { error: "is no item of a list" }),
  reference,
  labelled: textValue,
};

/** Reads one element of `employees`, or one person. `labels` tell the items that the record has no label for. */
export function readRecord(raw: unknown, asked: readonly BobField[], labels: Labels): ReadRecord {
  const known = idValue.safeParse(machineValue(raw, ROOT_ID));
  if (!known.success) return { rejected: { ...rejectedBy(known.error), path: ROOT_ID.id } };
  const fields: Record<string, FieldValue> = {};
  for (const field of asked) {
    const value = field.isOwn ? ownValue(raw, field, labels) : standardValue(raw, field, labels);
    if (value instanceof z.ZodError) {
      return { rejected: { ...rejectedBy(value, known.data), path: field.id } };
    }
    if (value !== undefined) fields[field.id] = value;
  }
  const startDate = dayOf(fields["work.startDate"]);
  const endDate = dayOf(fields["internal.terminationDate"]);
  const record: SourceRecord = {
    externalId: known.data,
    vendorStatus: vendorStatus(fields["internal.lifecycleStatus"], startDate, endDate),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
    fields,
  };
  return { record };
}

/** The named lists that hold labels which these records lack. */
export function listsNeeded(people: readonly unknown[], asked: readonly BobField[]): string[] {
  const needed = asked.flatMap((field) => {
    const lacking = (raw: unknown): boolean =>
      (machineValue(raw, field) ?? "") !== "" && labelOf(raw, field) === undefined;
    return field.listId !== undefined && people.some(lacking) ? [field.listId] : [];
  });
  return [...new Set(needed)];
}

/** A value of a standard field, undefined where it did not come, or what is wrong with it. */
function standardValue(raw: unknown, field: BobField, labels: Labels): TextValue | z.ZodError {
  const value = machineValue(raw, field);
  if (value === undefined) return undefined;
  const read = SCHEMAS[field.form].safeParse(value);
  if (!read.success) return read.error;
  if (typeof read.data !== "string" || field.listId === undefined) return read.data;
  // The bare id of an item is no name; without one what is stored stays.
  return labelOf(raw, field) ?? labels.get(field.listId)?.get(read.data);
}

const STATES: ReadonlyMap<string, VendorStatus> = new Map([
  ["hired", "preStart"],
  ["employed", "active"],
  ["gardenleave", "onLeave"],
  ["leave", "onLeave"],
  ["parentalleave", "onLeave"],
  ["terminated", "terminated"],
]);

/**
 * By the machine value of `internal.lifecycleStatus`, in any case and spelling of its blank: labels are renamed and
 * translated. A word that is not known, such as a leave of the customer's own, says nothing.
 */
export function stateOf(lifecycle: unknown): VendorStatus {
  const word = typeof lifecycle === "string" ? lifecycle.toLowerCase().replace(/[\s_-]/g, "") : "";
  return STATES.get(word) ?? "unknown";
}

/**
 * Where the lifecycle cannot be read the termination date decides, unless a later start shows that it is of an
 * earlier employment.
 */
function vendorStatus(
  lifecycle: FieldValue | undefined,
  startDate: PlainDate | null | undefined,
  endDate: PlainDate | null | undefined,
): VendorStatus {
  if (lifecycle) return stateOf(lifecycle);
  return endDate && !(startDate && startDate > endDate) ? null : "unknown";
}

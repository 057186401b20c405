import {
  isPlainDate,
  type PlainDate,
  plainDate,
  type RejectedRecord,
  type SourceRecord,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import { labelOf, machineValue } from "./copies.ts";
import { type BobField, FIELDS } from "./fields.ts";
import type { Labels } from "./named-lists.ts";

/** One record of an answer: read, or turned away with what is wrong. */
export type ReadRecord = { record: SourceRecord } | { rejected: RejectedRecord };

// Ids are text. A whole number is taken where JSON.parse kept every digit of it, which Bob's own have too many for.
const id = z
  .union([z.string(), z.int().nonnegative().transform(String)], {
    error: "is neither text nor a whole number that JSON keeps exact",
  })
  .refine((text) => text.trim() !== "", "is blank");
const text = z
  .string({ error: "is not text" })
  .transform((value) => (value.trim() === "" ? null : value))
  .nullable();
const number = z.union([text, z.number().transform(String)], { error: "is neither a number nor text" });
const date = text.refine((day) => day === null || isPlainDate(day), "is not a calendar day");
// An object with the id, by other forms of the answer the bare id.
const reference = z.union([id, z.object({ id }).transform((person) => person.id), z.null()], {
  error: "names nobody by an id",
});
const SCHEMAS: Readonly<Record<BobField["form"], z.ZodType<string | null>>> = {
  id,
  text,
  number,
  date,
  list: z.union([id, z.literal("").transform(() => null), z.null()], { error: "is no item of a list" }),
  reference,
};

/** Reads one element of `employees`, or one person. `labels` tell the items that the record has no label for. */
export function readRecord(raw: unknown, labels: Labels): ReadRecord {
  const known = id.safeParse(machineValue(raw, "root.id"));
  if (!known.success) return { rejected: { path: "root.id", issue: issueOf(known.error) } };
  const fields: Record<string, string | null> = {};
  for (const field of FIELDS) {
    const value = machineValue(raw, field.id);
    if (value === undefined) continue;
    const read = SCHEMAS[field.form].safeParse(value);
    if (!read.success) {
      return { rejected: { externalId: known.data, path: field.id, issue: issueOf(read.error) } };
    }
    const told =
      read.data === null || field.listId === undefined ? read.data : label(raw, field, read.data, labels);
    // The bare id of an item is no name; without one what is stored stays.
    if (told !== undefined) fields[field.id] = told;
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
export function listsNeeded(people: readonly unknown[]): string[] {
  return FIELDS.flatMap(({ id: fieldId, listId }) => {
    const lacking = (raw: unknown): boolean =>
      (machineValue(raw, fieldId) ?? "") !== "" && labelOf(raw, fieldId) === undefined;
    return listId !== undefined && people.some(lacking) ? [listId] : [];
  });
}

function label(raw: unknown, field: BobField, item: string, labels: Labels): string | undefined {
  return labelOf(raw, field.id) ?? labels.get(field.listId ?? "")?.get(item);
}

function issueOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? "cannot be read";
}

function dayOf(value: string | null | undefined): PlainDate | null | undefined {
  return typeof value === "string" ? plainDate(value) : value;
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
  lifecycle: string | null | undefined,
  startDate: PlainDate | null | undefined,
  endDate: PlainDate | null | undefined,
): VendorStatus {
  if (lifecycle) return stateOf(lifecycle);
  return endDate && !(startDate && startDate > endDate) ? null : "unknown";
}

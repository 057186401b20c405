import {
  dayOf,
  dayValue,
  idValue,
  numberValue,
  type PlainDate,
  rejectedBy,
  type RejectedRecord,
  type SourceRecord,
  textValue,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import { FIELDS } from "./fields.ts";

/** One record of an answer: read, or turned away with what is wrong. `withheld` names the fields that the key may not read. */
export type ReadRecord = { record: SourceRecord; withheld: readonly string[] } | { rejected: RejectedRecord };

// "0000-00-00" is how older parts of the API write an empty date.
const date = z.preprocess((day) => (day === "0000-00-00" ? null : day), dayValue);

const Row = z.object(
  Object.fromEntries(
    FIELDS.map((field) => [field.id, field.type === "date" ? date : field.isId ? numberValue : textValue]),
  ),
);
const Envelope = z.object({
  employeeId: idValue,
  _restrictedFields: z.array(z.string(), { error: "is not a list of field names" }).default([]),
});
const Identified = Envelope.pick({ employeeId: true });

/** Reads one element of the list's `data`. */
export function readRecord(raw: unknown): ReadRecord {
  const envelope = Envelope.safeParse(raw);
  const row = Row.safeParse(raw);
  if (envelope.success && row.success) {
    return toRecord(envelope.data.employeeId, row.data, envelope.data._restrictedFields);
  }
  const known = Identified.safeParse(raw).data;
  return { rejected: rejectedBy(envelope.error ?? row.error, known?.employeeId) };
}

/**
 * A withheld field is null in the answer, which must not look like an empty one: its key is left out. The same
 * holds for a field that was asked for and did not come back at all.
 */
function toRecord(
  employeeId: string,
  row: Readonly<Record<string, string | null | undefined>>,
  restricted: readonly string[],
): ReadRecord {
  const fields: Record<string, string | null> = {};
  const withheld: string[] = [];
  for (const field of FIELDS) {
    const value = row[field.id];
    if (value === undefined || restricted.includes(field.id)) withheld.push(field.id);
    else fields[field.id] = value;
  }
  const startDate = dayOf(fields["hireDate"]);
  const endDate = dayOf(fields["terminationDate"]);
  const record: SourceRecord = {
    externalId: employeeId,
    vendorStatus: vendorStatus(fields["status"], endDate),
    ...(startDate !== undefined && { startDate }),
    ...(endDate !== undefined && { endDate }),
    fields,
  };
  return { record, withheld };
}

/** BambooHR knows `Active` and `Inactive` and nothing else; a blank one leaves the word to the end date. */
function vendorStatus(
  status: string | null | undefined,
  endDate: PlainDate | null | undefined,
): VendorStatus {
  if (status === "Active") return "active";
  if (status === "Inactive") return "terminated";
  return status === null && endDate ? null : "unknown";
}

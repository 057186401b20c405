import {
  isPlainDate,
  type PlainDate,
  plainDate,
  type RejectedRecord,
  type SourceRecord,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import { FIELDS } from "./fields.ts";
import { isWithheld, valueAt } from "./flatten.ts";

/** One worker of an answer: read, or turned away with what is wrong. `withheld` names the fields that the token may not read. */
export type ReadRecord = { record: SourceRecord; withheld: readonly string[] } | { rejected: RejectedRecord };

/** The names of redacted fields: of a list, of a single worker and, should it come, of a worker in a list. */
export const Meta = z
  .object({ redacted_fields: z.array(z.object({ name: z.string() })).nullish() })
  .nullish()
  .transform((meta) => meta?.redacted_fields?.map(({ name }) => name) ?? []);

const blankToNull = (text: string | null | undefined): string | null | undefined =>
  text?.trim() === "" ? null : text;
const text = z.string({ error: "is not text" }).nullish().transform(blankToNull);
// Beyond 2^53 JSON.parse has already lost digits.
const number = z
  .union([z.string(), z.int().nonnegative().transform(String)], {
    error: "is neither text nor a whole number that JSON keeps exact",
  })
  .nullish()
  .transform(blankToNull);
const date = text.refine((day) => day == null || isPlainDate(day), "is not a calendar day");

const Row = z.object(
  Object.fromEntries(
    FIELDS.map((field) => [field.id, field.type === "date" ? date : field.isNumber ? number : text]),
  ),
);
const Identified = z.object({
  id: z.string({ error: "is not text" }).refine((id) => id.trim() !== "", "is blank"),
});
const Envelope = Identified.extend({
  __meta: Meta,
  // Seldom readable, and nobody is turned away for it.
  termination_details: z.object({ type: z.string().nullish() }).nullish().catch(null),
});
type Values = z.output<typeof Row>;

/** Offers that came to nothing: such a worker is TERMINATED and never had a first day. */
const NEVER_STARTED: ReadonlySet<unknown> = new Set(["OFFER_DECLINED", "RESCIND", "RENEGE"]);

/** Reads a worker; `redacted` are the names that its list gave, `asOf` is the day of the read. */
export function readRecord(raw: unknown, redacted: readonly string[], asOf: PlainDate): ReadRecord {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success || typeof raw !== "object" || raw === null) return turnAway(raw, envelope.error);
  const row = Row.safeParse(Object.fromEntries(FIELDS.map(({ id }) => [id, valueAt(raw, id)])));
  if (!row.success) return turnAway(raw, row.error);
  const { id, __meta, termination_details } = envelope.data;
  const names = [...redacted, ...__meta];
  const withheld = FIELDS.map((field) => field.id).filter(
    (field) => names.some((name) => covers(name, field)) || isWithheld(raw, field),
  );
  const neverStarted = NEVER_STARTED.has(termination_details?.type);
  return { record: toRecord(id, row.data, { withheld, neverStarted, asOf }), withheld };
}

/** The redaction of an object, of its id or of a part of it covers the field. */
function covers(name: string, field: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name.replace(/_id$/, "")}.`);
}

function turnAway(raw: unknown, error: z.ZodError | undefined): ReadRecord {
  const issue = error?.issues[0];
  const rejected = { path: issue?.path.join(".") ?? "", issue: issue?.message ?? "cannot be read" };
  const known = Identified.safeParse(raw);
  return { rejected: known.success ? { externalId: known.data.id, ...rejected } : rejected };
}

/** A redacted field is null in the answer, which must not look like an empty one: its key is left out. */
function toRecord(
  externalId: string,
  row: Values,
  facts: { withheld: readonly string[]; neverStarted: boolean; asOf: PlainDate },
): SourceRecord {
  const fields: Record<string, string | null> = {};
  for (const { id } of FIELDS) {
    const value = row[id];
    if (value === undefined || (value === null && facts.withheld.includes(id))) continue;
    fields[id] = value;
  }
  const vendorStatus = statusOf(fields["status"]);
  const startDate = dayOf(fields["start_date"]);
  const endDate = dayOf(fields["end_date"]);
  // A draft's day is a plan, and that of a lost offer never came: taken as given, both would be joiners to come.
  const lost = vendorStatus === "terminated" && (facts.neverStarted || (startDate ?? "") > facts.asOf);
  const noFirstDay = startDate !== undefined && (fields["status"] === "INIT" || lost);
  return {
    externalId,
    vendorStatus,
    ...(startDate !== undefined && { startDate: noFirstDay ? null : startDate }),
    ...(endDate !== undefined && { endDate }),
    fields,
  };
}

function dayOf(value: string | null | undefined): PlainDate | null | undefined {
  return typeof value === "string" ? plainDate(value) : value;
}

/** There is no state for leave. A draft (`INIT`) is nobody yet, a new word is anybody's guess: both stay unknown. */
function statusOf(status: string | null | undefined): VendorStatus {
  if (status === "ACTIVE") return "active";
  if (status === "TERMINATED") return "terminated";
  return status === "HIRED" || status === "ACCEPTED" ? "preStart" : "unknown";
}

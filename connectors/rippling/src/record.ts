import {
  type ConnectorContext,
  dayOf,
  dayValue,
  type FieldValue,
  numberValue,
  type PlainDate,
  type RejectedRecord,
  rejectedBy,
  type SourceRecord,
  textValue,
  type VendorStatus,
} from "@muster/connector-sdk";
import { z } from "zod";
import { customFieldId, customNames, customValues } from "./custom-fields.ts";
import { FIELDS } from "./fields.ts";
import { isWithheld, valueAt } from "./flatten.ts";

/** One worker of an answer: read, or turned away with what is wrong. `withheld` names the fields that the token may not read. */
export type ReadRecord = { record: SourceRecord; withheld: readonly string[] } | { rejected: RejectedRecord };

/** The names of redacted fields: of a list, of a single worker and, should it come, of a worker in a list. */
export const Meta = z
  .object({ redacted_fields: z.array(z.object({ name: z.string() })).nullish() })
  .nullish()
  .transform((meta) => meta?.redacted_fields?.map(({ name }) => name) ?? []);

const Row = z.object(
  Object.fromEntries(
    FIELDS.map(({ id, type, isNumber }) => [
      id,
      type === "date" ? dayValue : isNumber ? numberValue : textValue,
    ]),
  ),
);
const Identified = z.object({
  id: z.string({ error: "is not text" }).refine((id) => id.trim() !== "", "is blank"),
});
const Envelope = Identified.extend({
  __meta: Meta,
  custom_fields: z.unknown().optional(),
  // Seldom readable, and nobody is turned away for it.
  termination_details: z.object({ type: z.string().nullish() }).nullish().catch(null),
});

/** Offers that came to nothing: such a worker is TERMINATED and never had a first day. */
const NEVER_STARTED: ReadonlySet<unknown> = new Set(["OFFER_DECLINED", "RESCIND", "RENEGE"]);

/** Reads a worker; `redacted` are the names that its list gave. */
export function readRecord(
  raw: unknown,
  redacted: readonly string[],
  { asOf, wanted }: Pick<ConnectorContext<unknown>, "asOf" | "wanted">,
): ReadRecord {
  const envelope = Envelope.safeParse(raw);
  if (!envelope.success || typeof raw !== "object" || raw === null) return turnAway(raw, envelope.error);
  const row = Row.safeParse(Object.fromEntries(FIELDS.map(({ id }) => [id, valueAt(raw, id)])));
  if (!row.success) return turnAway(raw, row.error);
  const { id, __meta, custom_fields, termination_details } = envelope.data;
  const names = [...redacted, ...__meta];
  const own = customNames(wanted);
  const ids = [...FIELDS.map((field) => field.id), ...own.map(customFieldId)];
  const withheld = ids.filter((field) => names.some((name) => covers(name, field)) || isWithheld(raw, field));
  const values = { ...row.data, ...valuesOf(own, custom_fields) };
  const fields: Record<string, FieldValue> = {};
  for (const [field, value] of Object.entries(values)) {
    // A redacted field is null in the answer, which must not look like an empty one: its key is left out.
    if (value === undefined || (value === null && withheld.includes(field))) continue;
    fields[field] = value;
  }
  const neverStarted = NEVER_STARTED.has(termination_details?.type);
  return { record: toRecord(id, fields, { neverStarted, asOf }), withheld };
}

/** The redaction of an object, of its id or of a part of it covers the field. */
function covers(name: string, field: string): boolean {
  return field === name || field.startsWith(`${name}.`) || field.startsWith(`${name.replace(/_id$/, "")}.`);
}

function turnAway(raw: unknown, error: z.ZodError | undefined): ReadRecord {
  return { rejected: rejectedBy(error, Identified.safeParse(raw).data?.id) };
}

/** The wanted of the company's own fields. Where they came at all, one that is not among them is empty. */
function valuesOf(names: readonly string[], raw: unknown): Record<string, FieldValue | undefined> {
  const values = names.length === 0 ? undefined : customValues(raw);
  if (values === undefined) return {};
  return Object.fromEntries(
    names.map((name) => [customFieldId(name), values.has(name) ? values.get(name) : null]),
  );
}

function toRecord(
  externalId: string,
  fields: Readonly<Record<string, FieldValue>>,
  { neverStarted, asOf }: { neverStarted: boolean; asOf: PlainDate },
): SourceRecord {
  const vendorStatus = statusOf(fields["status"]);
  const startDate = dayOf(fields["start_date"]);
  const endDate = dayOf(fields["end_date"]);
  const personId = fields["user_id"];
  // A draft's day is a plan, and that of a lost offer never came: taken as given, both would be joiners to come.
  const lost = vendorStatus === "terminated" && (neverStarted || (startDate ?? "") > asOf);
  const noFirstDay = startDate !== undefined && (fields["status"] === "INIT" || lost);
  return {
    externalId,
    ...(typeof personId === "string" && { personId }),
    vendorStatus,
    ...(startDate !== undefined && { startDate: noFirstDay ? null : startDate }),
    ...(endDate !== undefined && { endDate }),
    fields,
  };
}

/** There is no state for leave. A draft (`INIT`) is nobody yet, a new word is anybody's guess: both stay unknown. */
function statusOf(status: FieldValue | undefined): VendorStatus {
  if (status === "ACTIVE") return "active";
  if (status === "TERMINATED") return "terminated";
  return status === "HIRED" || status === "ACCEPTED" ? "preStart" : "unknown";
}

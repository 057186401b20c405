import type { PlainDate, RejectedRecord, SourceRecord } from "@muster/connector-sdk";
import { z } from "zod";
import { flagOf } from "../flags.ts";
import { personIdOf } from "../person-id.ts";
import { COLUMN_FIELDS, ownColumn, wantedColumns } from "./columns.ts";
import { dayIn } from "./days.ts";
import type { Report } from "./settings.ts";

/** One row of a report: read, or turned away with what is wrong. */
export type ReadRow = { record: SourceRecord } | { rejected: RejectedRecord };

export interface RowReading {
  report: Report;
  asOf: PlainDate;
  /** Source fields that are wanted; of the report's other columns none is read that is not. */
  wanted: readonly string[];
}

type Row = Readonly<Record<string, unknown>>;

const Row = z.record(z.string(), z.unknown());
/** Everything is text; a number is taken where JSON has kept all its digits, as ids are not to lose one. */
const Value = z
  .union([z.string(), z.int().transform(String), z.boolean().transform(String)])
  .nullish()
  .transform((text) => (text == null || text.trim() === "" ? null : text));

/**
 * Reads a row. An absent key is an empty value; whether it is the column that is absent shows only in
 * all rows together.
 */
export function readRow(raw: unknown, { report, asOf, wanted }: RowReading): ReadRow {
  const row = Row.safeParse(raw).data ?? {};
  const { columns, dateFormat } = report;
  const externalId = valueIn(row, columns.id);
  if (!externalId) return { rejected: { path: columns.id, issue: "is missing or no text" } };
  const turnAway = (path: string, issue: string): ReadRow => ({ rejected: { externalId, path, issue } });
  const fields: Record<string, string | null> = {};
  for (const [setting, field] of COLUMN_FIELDS) {
    const column = columns[setting];
    if (column === null) continue;
    const value = valueIn(row, column);
    if (value === undefined) return turnAway(column, "is no text");
    fields[field] = value;
  }
  const days: Record<string, PlainDate | null> = {};
  for (const field of ["Hire_Date", "Termination_Date"]) {
    const text = fields[field];
    if (text === undefined) continue;
    const day = text === null ? null : dayIn(text, dateFormat);
    if (day === undefined) return turnAway(field, `is no day of the format "${dateFormat}"`);
    days[field] = day;
  }
  const startDate = days["Hire_Date"];
  const endDate = days["Termination_Date"];
  const personId = personIdOf({
    universalId: fields["Universal_ID"],
    number: fields["Worker_ID"],
    userId: fields["User_ID"],
    workEmail: fields["Work_Email"],
  });
  return {
    record: {
      externalId,
      ...(personId !== undefined && { personId }),
      vendorStatus: statusOf(row, report, days, asOf),
      ...(startDate !== undefined && { startDate }),
      ...(endDate !== undefined && { endDate }),
      fields: { ...fields, ...days, ...ownValues(row, wanted) },
    },
  };
}

type Days = Readonly<Record<string, PlainDate | null>>;

/** The tenant's words for a status, as Workday delivers them; renamed or translated ones say nothing here. */
const STATUS_WORDS: Readonly<Record<string, "onLeave" | "terminated">> = {
  "on leave": "onLeave",
  terminated: "terminated",
};

/**
 * There is no flag for those who left, and some kinds of leave may switch `Active` off. So whoever is not active has
 * left only by the tenant's own word, or by a last day that is over; of anybody else nobody can tell.
 */
function statusOf(row: Row, { columns }: Report, days: Days, asOf: PlainDate): SourceRecord["vendorStatus"] {
  const { Hire_Date: hireDate = null, Termination_Date: end = null } = days;
  const active = flagOf(valueIn(row, columns.active));
  const word = columns.status === null ? null : valueIn(row, columns.status);
  const said = STATUS_WORDS[word?.trim().toLowerCase() ?? ""];
  if (active === undefined) return "unknown";
  if (active) return said === "onLeave" ? "onLeave" : said === "terminated" ? "unknown" : "active";
  if (said !== undefined) return said;
  // A last day before a later hire is of an earlier employment.
  if (end !== null && end <= asOf && (hireDate ?? "") <= end) return "terminated";
  return hireDate !== null && hireDate >= asOf ? "preStart" : "unknown";
}

/** Of the wanted columns that no setting names. A group of several values is none to map. */
function ownValues(row: Row, wanted: readonly string[]): Readonly<Record<string, string | null>> {
  const values = wantedColumns(wanted).map((column) => [ownColumn(column), valueIn(row, column)] as const);
  return Object.fromEntries(
    values.flatMap(([id, value]) => (value === undefined ? [] : [[id, value] as const])),
  );
}

/** Null where it is empty, undefined where it is no text. */
export function valueIn(row: object, column: string): string | null | undefined {
  return Value.safeParse(Object.hasOwn(row, column) ? Reflect.get(row, column) : null).data;
}

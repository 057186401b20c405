import { ConnectorError } from "@muster/connector-sdk";
import type { ReportContext } from "./context.ts";
import type { Columns } from "./settings.ts";

/** What was in the rows so far. */
export interface Seen {
  columns: ReadonlySet<string>;
  rows: number;
  leavers: number;
}

/** Which source field a column fills, by the setting that names it. */
export const COLUMN_FIELDS = [
  ["number", "Worker_ID"],
  ["hireDate", "Hire_Date"],
  ["terminationDate", "Termination_Date"],
  ["workEmail", "Work_Email"],
  ["firstName", "First_Name"],
  ["lastName", "Last_Name"],
  ["displayName", "Formatted_Name"],
  ["jobTitle", "Job_Title"],
  ["seniority", "Management_Level"],
  ["department", "Department"],
  ["managerId", "Manager"],
  ["location", "Location"],
  ["userId", "User_ID"],
  ["universalId", "Universal_ID"],
] as const satisfies readonly (readonly [keyof Columns, string])[];

/** Marks the source field that is a column which no setting names, and a mapping may. */
const OWN = "Column.";

export function ownColumn(column: string): string {
  return `${OWN}${column}`;
}

/** The columns of the report's own that are wanted. */
export function wantedColumns(wanted: readonly string[]): string[] {
  return wanted.filter((field) => field.startsWith(OWN)).map((field) => field.slice(OWN.length));
}

/**
 * Columns that are read and that no row has: empty values are left out, so one that nobody has a value in looks as if
 * it were not in the report, and may have been renamed. Where nobody has left, nobody has a last day.
 */
export function missingColumns(
  { settings, wanted }: Pick<ReportContext, "settings" | "wanted">,
  seen: Seen,
): string[] {
  if (seen.rows === 0) return [];
  const { terminationDate, ...columns } = settings.report.columns;
  const read = [...Object.values(columns), ...(seen.leavers > 0 ? [terminationDate] : [])];
  const named = [...read, ...wantedColumns(wanted)].filter((column) => column !== null);
  return [...new Set(named)].filter((column) => !seen.columns.has(column));
}

export function columnMissing(columns: readonly string[]): ConnectorError {
  return new ConnectorError("config", `No row of the report has the columns ${columns.join(", ")}.`, {
    code: "columnMissing",
    fix: MISSING_FIX,
  });
}

export const MISSING_FIX =
  'Correct the setting "report.columns" or the mapping, if a column was renamed; give null for one that the report does not have, or that is empty for everybody.';

import {
  type Checkpoint,
  ConnectorError,
  isConnectorError,
  type Page,
  type RejectedRecord,
  type SourceRecord,
  StaleCursorError,
} from "@muster/connector-sdk";
import { columnMissing, missingColumns, type Seen } from "./columns.ts";
import type { ReportContext } from "./context.ts";
import { readRow } from "./row.ts";

/** Path of all reports as a service. */
export const REPORTS = "/ccx/service/customreport2";
/** Rows of one page of ours: the report itself has no pages. */
const STRETCH = 1_000;

/** A stretch of a report's rows; the last one ends it, and may be empty. */
interface Stretch {
  rows: readonly unknown[];
  last: boolean;
}

/** The report as it arrives; an answer without `Report_Entry` is an error, never nobody (tap-workday-raas). */
export async function* reportStretches({
  http,
  settings,
}: ReportContext): AsyncGenerator<Stretch, void, undefined> {
  const { owner, name, prompts } = settings.report;
  const path = [REPORTS, settings.tenant, encodeURIComponent(owner), encodeURIComponent(name)].join("/");
  let rows: unknown[] = [];
  try {
    for await (const row of http.items(path, { query: { ...prompts, format: "json" }, at: "Report_Entry" })) {
      if (rows.length === STRETCH) {
        yield { rows, last: false };
        rows = [];
      }
      rows.push(row);
    }
  } catch (error) {
    // Without a row the host has already tried again; with some of them only a new run of the report can help.
    throw isConnectorError(error) && error.kind === "transient" && rows.length > 0 ? brokenOff(error) : error;
  }
  yield { rows, last: true };
}

/** Starts the read over, like a lost position, and is trouble of the vendor's if that does not help. */
function brokenOff(cause: ConnectorError): ConnectorError {
  return new ConnectorError("transient", `The report broke off. ${cause.message}`, {
    code: "staleCursor",
    fix: "Nothing to do: the report is read again. If it lasts, make it smaller.",
    cause,
  });
}

/**
 * Everybody in the report. It comes in one answer, which nobody can go on with in the middle: a page is a stretch of
 * it, and a read that was stopped starts over.
 */
export async function* readReport(
  context: ReportContext,
  from: Checkpoint | null,
): AsyncGenerator<Page, void, undefined> {
  if (from !== null) throw new StaleCursorError("A report of Workday's cannot be read from its middle on.");
  const { page, seen } = rowReader(context);
  for await (const { rows, last } of reportStretches(context)) {
    const read = page(rows);
    const missing = last ? missingColumns(context, seen) : [];
    if (missing.length > 0) throw columnMissing(missing);
    yield { ...read, checkpoint: last ? null : { rows: seen.rows } };
  }
}

/** Reads stretches of a report and keeps count of what was in them. */
export interface RowReader {
  page: (rows: readonly unknown[]) => Pick<Page, "records" | "rejected">;
  seen: Seen;
}

export function rowReader({ settings, asOf, wanted }: ReportContext): RowReader {
  const columns = new Set<string>();
  const seen: Seen = { columns, rows: 0, leavers: 0 };
  const page = (rows: readonly unknown[]): ReturnType<RowReader["page"]> => {
    const records: SourceRecord[] = [];
    const rejected: RejectedRecord[] = [];
    for (const row of rows) {
      seen.rows += 1;
      if (typeof row === "object" && row !== null) for (const column of Object.keys(row)) columns.add(column);
      const read = readRow(row, { report: settings.report, asOf, wanted });
      if ("rejected" in read) rejected.push(read.rejected);
      else {
        records.push(read.record);
        // Without a last day those who left are of unknown status.
        if (["terminated", "unknown"].includes(read.record.vendorStatus ?? "")) seen.leavers += 1;
      }
    }
    return { records, rejected };
  };
  return { page, seen };
}

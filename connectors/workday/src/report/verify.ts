import { type Check, type Page, testConnection } from "@muster/connector-sdk";
import { MAPPING } from "../fields.ts";
import { MISSING_FIX, missingColumns } from "./columns.ts";
import type { ReportContext } from "./context.ts";
import { reportStretches, rowReader } from "./rows.ts";

const ACCESS_FIX =
  "In Workday, base the report on All Active and Terminated Workers with a column for whether they are active, share it with the integration system user, and let that user see all of its fields.";

/** Test connection for a report. Reads on until every column and somebody who left were seen, or to its end. */
export async function verifyReport(context: ReportContext): Promise<Check[]> {
  const { page, seen } = rowReader(context);
  let ended = false;
  const sample = async (): Promise<Page> => {
    let first: ReturnType<typeof page> | undefined;
    for await (const { rows, last } of reportStretches(context)) {
      const read = page(rows);
      first ??= read;
      ended = last;
      if (seen.leavers > 0 && missingColumns(context, seen).length === 0) break;
    }
    return { records: [], rejected: [], ...first, checkpoint: null };
  };
  const checks = await testConnection(
    {
      vendor: "Workday",
      credential: "credentials",
      accessFix: ACCESS_FIX,
      mapping: MAPPING,
      required: [],
      sample,
      headCount: () => (ended ? seen.rows : undefined),
      // From a report of active employees people only go missing when they leave, which waits for a person.
      leavers: () => (seen.leavers > 0 ? "some" : 0),
      calls: () => "1: the whole report comes in one answer",
    },
    context.signal,
  );
  return seen.rows === 0 ? checks : [...checks, columnsCheck(missingColumns(context, seen))];
}

function columnsCheck(missing: readonly string[]): Check {
  const check = { id: "reportColumns", label: "Columns of the report" };
  if (missing.length === 0) return { ...check, outcome: "pass", detail: "every column that is read" };
  return {
    ...check,
    outcome: "fail",
    detail: `in no row: ${missing.join(", ")}`,
    fix: MISSING_FIX,
    kind: "config",
  };
}

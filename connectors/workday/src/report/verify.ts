import { type Check, type FirstOf, type Mapping, type Page, testConnection } from "@muster/connector-sdk";
import { MAPPING } from "../fields.ts";
import { COLUMN_FIELDS, MISSING_FIX, missingColumns } from "./columns.ts";
import type { ReportContext } from "./context.ts";
import { reportStretches, rowReader } from "./rows.ts";
import type { Report } from "./settings.ts";

const ACCESS_FIX =
  "In Workday, base the report on All Active and Terminated Workers with a column for whether they are active, share it with the integration system user, and let that user see all of its fields.";

/** Test connection for a report. Reads on until every column and somebody who left were seen, or to its end. */
export async function verifyReport(context: ReportContext): Promise<Check[]> {
  const { report } = context.settings;
  const { page, seen } = rowReader(context);
  let ended = false;
  let looked = false;
  const sample = async (): Promise<Page> => {
    let first: ReturnType<typeof page> | undefined;
    for await (const { rows, last } of reportStretches(context)) {
      const read = page(rows);
      first ??= read;
      ended = last;
      if (seen.leavers > 0 && missingColumns(context, seen).length === 0) break;
    }
    looked = true;
    return { records: [], rejected: [], ...first, checkpoint: null };
  };
  const checks = await testConnection(
    {
      vendor: "Workday",
      credential: "sign-in",
      accessFix: ACCESS_FIX,
      mapping: mappingOf(report),
      required: [],
      sample,
      headCount: () => (ended ? seen.rows : undefined),
      // From a report of active employees people only go missing when they leave, which waits for a person.
      leavers: () => (seen.leavers > 0 ? "some" : 0),
      calls: () => "1: the whole report comes in one answer",
    },
    context.signal,
  );
  return looked && seen.rows > 0 ? [...checks, columnsCheck(missingColumns(context, seen))] : checks;
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

/** What the default mapping can fill from the columns that the report has. */
function mappingOf({ columns }: Report): Mapping {
  const filled = COLUMN_FIELDS.filter(([setting]) => columns[setting] !== null).map(([, field]) => field);
  const can = ({ first }: FirstOf): boolean => first.some((field) => filled.some((other) => other === field));
  return Object.fromEntries(Object.entries(MAPPING).filter(([, source]) => can(source)));
}

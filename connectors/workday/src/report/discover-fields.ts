import { type DiscoveredField, isPlainDate, samplesOf, type SourceFieldType } from "@muster/connector-sdk";
import { ownColumn } from "./columns.ts";
import type { ReportContext } from "./context.ts";
import { valueIn } from "./row.ts";
import { reportStretches } from "./rows.ts";

/** The columns that no setting names, as far as the first rows of the report show them. */
export async function discoverColumns(context: ReportContext): Promise<DiscoveredField[]> {
  const known = new Set<string | null>(Object.values(context.settings.report.columns));
  const found = new Map<string, (string | null)[]>();
  for await (const { rows } of reportStretches(context)) {
    for (const row of rows) {
      if (typeof row !== "object" || row === null) continue;
      for (const column of Object.keys(row)) {
        const value = valueIn(row, column);
        // A group of several values cannot be mapped.
        if (known.has(column) || value === undefined) continue;
        const values = found.get(column) ?? [];
        found.set(column, values);
        values.push(value);
      }
    }
    break;
  }
  return Array.from(found, ([column, values]) => ({
    id: ownColumn(column),
    label: column.replaceAll("_", " "),
    type: typeOf(values.filter((value) => value !== null)),
    samples: samplesOf(values),
  }));
}

/** Everything in a report is text; what it is of shows in the values alone. */
function typeOf(values: readonly string[]): SourceFieldType {
  if (values.length > 0 && values.every(isPlainDate)) return "date";
  return values.length > 0 && values.every((text) => /^\S+@\S+$/.test(text)) ? "email" : "text";
}

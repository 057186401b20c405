import { type DiscoveredField, isPlainDate, type SourceFieldType } from "@muster/connector-sdk";
import { ownColumn } from "./columns.ts";
import type { ReportContext } from "./context.ts";
import { valueIn } from "./row.ts";
import { reportStretches } from "./rows.ts";

const SAMPLES = 3;

/** The columns that no setting names, as far as the first rows of the report show them. */
export async function discoverColumns(context: ReportContext): Promise<DiscoveredField[]> {
  const known = new Set<string | null>(Object.values(context.settings.report.columns));
  const found = new Map<string, Set<string>>();
  for await (const { rows } of reportStretches(context)) {
    for (const row of rows) {
      if (typeof row !== "object" || row === null) continue;
      for (const column of Object.keys(row)) {
        const value = valueIn(row, column);
        // A group of several values cannot be mapped.
        if (known.has(column) || value === undefined) continue;
        const samples = found.get(column) ?? new Set();
        found.set(column, samples);
        if (value !== null && samples.size < SAMPLES) samples.add(value);
      }
    }
    break;
  }
  return Array.from(found, ([column, samples]) => ({
    id: ownColumn(column),
    label: column.replaceAll("_", " "),
    type: typeOf([...samples]),
    samples: [...samples],
  }));
}

/** Everything in a report is text; what it is of shows in the values alone. */
function typeOf(samples: readonly string[]): SourceFieldType {
  if (samples.length > 0 && samples.every(isPlainDate)) return "date";
  return samples.length > 0 && samples.every((text) => /^\S+@\S+$/.test(text)) ? "email" : "text";
}

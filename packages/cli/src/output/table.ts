import Table from "cli-table3";
import { cleanText } from "./clean-text.ts";

export type Cell = string | number | boolean | Date | null | undefined;

/** A table as text. Empty cells are a dash, instants are ISO 8601. */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push(row.map(cellText));
  return table.toString();
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  if (cell instanceof Date) return cell.toISOString().replace(/\.\d{3}Z$/, "Z");
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return cleanText(String(cell));
}

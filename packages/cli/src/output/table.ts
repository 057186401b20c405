import Table from "cli-table3";
import { cleanText } from "./clean-text.ts";

export type Cell = string | number | boolean | Date | null | undefined;

/** Wider columns are wrapped, so that a sentence in one cell does not push the others off the screen. */
const WIDEST = 60;
const PADDING = 2;

/** A table as text. Empty cells are a dash, instants are ISO 8601. */
export function renderTable(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map(cellText));
  const colWidths = head.map((_, column) =>
    cells.some((row) => (row[column]?.length ?? 0) > WIDEST) ? WIDEST + PADDING : null,
  );
  const style = { head: [], border: [], compact: true };
  const table = new Table({ head: [...head], colWidths, wordWrap: true, style });
  table.push(...cells);
  return table.toString();
}

function cellText(cell: Cell): string {
  if (cell === null || cell === undefined || cell === "") return "–";
  if (cell instanceof Date) return cell.toISOString().replace(/\.\d{3}Z$/, "Z");
  if (typeof cell === "boolean") return cell ? "yes" : "no";
  return cleanText(String(cell));
}

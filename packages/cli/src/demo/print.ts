import Table from "cli-table3";
import { cleanText } from "../output/clean-text.ts";

/** A story in plain text, for a screen of 100 columns and without colours. */
export interface Printer {
  /** The next part of the story; parts are numbered. */
  heading(title: string): void;
  say(text: string): void;
  /** As they are, indented: commands to copy. */
  lines(lines: readonly string[]): void;
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
}

type Cell = string | number;

const COLUMNS = 98;
const PADDING = 2;

/** `line` takes the text of one or more lines. */
export function createPrinter(line: (text: string) => void): Printer {
  let part = 0;
  return {
    heading(title) {
      part += 1;
      line(`\n${part} · ${title}`);
    },
    say(text) {
      line(wrapped(text));
    },
    lines(lines) {
      for (const text of lines) line(`  ${text}`);
    },
    table(head, rows) {
      const colWidths = widths([head, ...rows]);
      const table = new Table({
        head: [...head],
        style: { head: [], border: [], compact: true },
        colWidths,
        colAligns: head.map((_, column) =>
          rows.every((row) => typeof row[column] === "number") ? "right" : "left",
        ),
        wordWrap: true,
      });
      table.push(...rows.map((row) => row.map((cell, column) => cellText(cell, colWidths[column]))));
      line(table.toString());
    },
  };
}

/** The widest column gives way until the table fits. */
function widths(lines: readonly (readonly Cell[])[]): number[] {
  const columns = lines[0]?.length ?? 0;
  const natural = Array.from(
    { length: columns },
    (_, column) => PADDING + Math.max(...lines.map((line) => displayWidth(String(line[column] ?? "")))),
  );
  const room = COLUMNS - columns - 1;
  const over = natural.reduce((sum, width) => sum + width, 0) - room;
  if (over <= 0) return natural;
  const widest = natural.indexOf(Math.max(...natural));
  return natural.map((width, column) => (column === widest ? width - over : width));
}

/** A word that is longer than its column, such as a path, goes on in the next line. */
function cellText(cell: Cell, width = COLUMNS): string {
  const words = cleanText(String(cell)).split(" ");
  return words
    .map((word) => word.match(new RegExp(`.{1,${width - PADDING}}`, "gu"))?.join("\n") ?? "")
    .join(" ");
}

/** Letters of East Asia take two columns of a terminal. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]/g;

function displayWidth(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}

function wrapped(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

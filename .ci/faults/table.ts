import { type FaultRow, faultRows } from "./rows.ts";

/** A test that injected a fault once or more. */
export interface Injection {
  /** `F36 S1 what is promised, seed 3`. */
  title: string;
  survived: boolean;
  times: number;
}

/** A row and what became of it. */
interface RowResult extends FaultRow {
  injected: number;
  survived: number;
  /** What is promised, in the tests' words. */
  promises: string[];
}

const TITLE = /^(F\d+b?) (S[123]) (.*?)(?:, seed \d+)?$/;

/** Puts injections to their rows. Throws where a test names a row that is not there, or with another severity. */
export function resultsOf(
  injections: readonly Injection[],
  rows: readonly FaultRow[] = faultRows,
): RowResult[] {
  const results = new Map<string, RowResult>(
    rows.map((row) => [row.id, { ...row, injected: 0, survived: 0, promises: [] }]),
  );
  for (const { title, survived, times } of injections) {
    const [, id = "", severity, promise = ""] = TITLE.exec(title) ?? [];
    const row = results.get(id);
    if (!row) throw new Error(`No row of the faults is meant by the test "${title}".`);
    if (row.severity !== severity) throw new Error(`${id} is ${row.severity}, not ${severity ?? "nothing"}.`);
    row.injected += times;
    if (survived) row.survived += times;
    if (!row.promises.includes(promise)) row.promises.push(promise);
  }
  return [...results.values()];
}

/** Rows that are neither injected nor explained. */
export function missing(results: readonly RowResult[]): string[] {
  return results.filter((row) => row.injected === 0 && row.notHere === undefined).map((row) => row.id);
}

/** One line for each severity: rows survived, of those that were injected. */
export function summary(results: readonly RowResult[]): string[] {
  return (["S1", "S2", "S3"] as const).map((severity) => {
    const rows = results.filter((row) => row.severity === severity && row.injected > 0);
    const whole = rows.filter(survivedWhole);
    const injected = rows.reduce((sum, row) => sum + row.injected, 0);
    return `${severity} survived ${whole.length}/${rows.length} (${injected} injections)`;
  });
}

/** The table as Markdown, those that are not injected here after it with the reason. */
export function markdown(results: readonly RowResult[]): string {
  const rows = results.filter((row) => row.injected > 0);
  const absent = results.filter((row) => row.injected === 0);
  return [
    ...summary(results).map((line) => `- ${line}`),
    "",
    "| Row | Severity | Fault | Promised, and checked | Injected | Survived |",
    "|---|---|---|---|---|---|",
    ...rows.map(
      ({ id, severity, fault, promises, injected, survived }) =>
        `| ${id} | ${severity} | ${cell(fault)} | ${cell(promises.join("; "))} | ${injected} | ${survived} |`,
    ),
    ...(absent.length === 0
      ? []
      : ["", "Not injected here:", "", "| Row | Severity | Fault | Why |", "|---|---|---|---|"]),
    ...absent.map(
      ({ id, severity, fault, notHere }) =>
        `| ${id} | ${severity} | ${cell(fault)} | ${cell(notHere ?? "No test injects it yet.")} |`,
    ),
  ].join("\n");
}

const BEGIN = "<!-- faults: begin -->";
const END = "<!-- faults: end -->";

/** The document with what lies between its two markers replaced. Throws where it has none. */
export function withTable(document: string, table: string): string {
  const [before, rest] = document.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`The markers ${BEGIN} and ${END} are missing.`);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

function survivedWhole({ injected, survived }: RowResult): boolean {
  return survived === injected;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

import { renderTable } from "../output/table.ts";

/** A line of the benchmark. */
export interface Row {
  scenario: string;
  /** Good is small: what was measured over what it is measured by. */
  ratio: number;
  /** The most that is good; null: told, not judged. */
  target: number | null;
  measured: string;
  against: string;
}

/** A row whose goal is "at least": goal over measured, so that good is small here, too. */
export function atLeast(row: { scenario: string; goal: number; measured: number; unit: string }): Row {
  const { scenario, goal, measured, unit } = row;
  return {
    scenario,
    ratio: goal / measured,
    target: 1,
    measured: `${countOf(measured)} ${unit}`,
    against: `at least ${countOf(goal)}`,
  };
}

/** A row whose goal is "at most": measured over goal. */
export function atMost(row: { scenario: string; goal: number; measured: number; unit: string }): Row {
  const { scenario, goal, measured, unit } = row;
  return {
    scenario,
    ratio: measured / goal,
    target: 1,
    measured: `${countOf(measured)} ${unit}`,
    against: `at most ${countOf(goal)}`,
  };
}

function countOf(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 1 : 0 });
}

/** Whether a row is as good as it has to be. */
export function isMet({ ratio, target }: Row): boolean {
  return target === null || ratio <= target;
}

/** The rows for a person. */
export function tableOf(rows: readonly Row[]): string {
  return renderTable(
    ["scenario", "measured", "against", "ratio", "target", ""],
    rows.map((row) => [
      row.scenario,
      row.measured,
      row.against,
      row.ratio.toFixed(2),
      row.target === null ? null : row.target.toFixed(2),
      isMet(row) ? "" : "missed",
    ]),
  );
}

/** A row as a line of JSON. */
export function jsonOf({ scenario, ratio, target }: Row): Pick<Row, "scenario" | "ratio" | "target"> {
  return { scenario, ratio: Math.round(ratio * 1_000) / 1_000, target };
}

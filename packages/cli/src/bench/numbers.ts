/** What was measured of one thing several times. */
export interface Spread {
  median: number;
  least: number;
  most: number;
}

/** Throws RangeError where nothing was measured. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) throw new RangeError("nothing was measured");
  return { median: medianOf(sorted), least, most };
}

function medianOf(sorted: readonly number[]): number {
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? 0;
  return Number.isInteger(half) ? ((sorted[half - 1] ?? 0) + upper) / 2 : upper;
}

/** Milliseconds as seconds, with the spread where there is one: `5.12 s (4.98–5.40)`. */
export function secondsOf({ median, least, most }: Spread): string {
  const text = `${inSeconds(median)} s`;
  return least === most ? text : `${text} (${inSeconds(least)}–${inSeconds(most)})`;
}

function inSeconds(ms: number): string {
  return (ms / 1_000).toFixed(2);
}

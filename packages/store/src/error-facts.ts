import { codeOf } from "./errors.ts";

/**
 * What may be logged of an error that nobody foresaw: its name, its code and where it came from. The message stays
 * out: that of a database or of a parser may quote somebody's data.
 */
export function errorFacts(error: unknown): { name: string; code: string | undefined; at: string[] } {
  if (!(error instanceof Error)) return { name: typeof error, code: undefined, at: [] };
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return { name: error.name, code: codeOf(error), at: frames.slice(0, 8).map((line) => line.trim()) };
}

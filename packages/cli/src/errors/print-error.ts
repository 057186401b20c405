import type { Shell } from "../context/shell.ts";
import type { Output } from "../output/output.ts";
import { cleanText } from "../output/clean-text.ts";
import { errorFacts } from "@muster/store";
import { describeError } from "./describe-error.ts";
import type { ExitCode } from "./exit-codes.ts";

export interface ErrorStyle {
  /** Also one line of JSON. */
  json: boolean;
  /** Stacks too, for whoever looks into it. */
  debug: boolean;
}

/** Stacks are for whoever asked for everything. */
export function wantsDebug(environment: Shell["environment"]): boolean {
  return ["debug", "trace"].includes(environment["LOG_LEVEL"] ?? "");
}

/** Tells an error on stderr: the sentence, what to do, the code. Gives the exit code that it stands for. */
export function printError(output: Output, error: unknown, style: ErrorStyle): ExitCode {
  const { code, message, fix, kind, causes, exit } = describeError(error);
  const behind = causes.length > 0 ? ` (cause: ${causes.join(" ← ")})` : "";
  output.note(cleanText(message));
  output.note(`What to do: ${cleanText(fix)}`);
  output.note(`Code: ${code}${cleanText(behind)}`);
  if (style.debug) for (const stack of stacksOf(error)) output.note(stack);
  if (style.json) output.note(JSON.stringify({ error: { code, message, fix, ...(kind && { kind }) } }));
  return exit;
}

/** Where errors came from. Their own words stay out: they may quote somebody's data. */
function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { name, code, at } = errorFacts(error);
  return [[`${name}${code === undefined ? "" : ` ${code}`}`, ...at].join("\n    "), ...stacksOf(error.cause)];
}

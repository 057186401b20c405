import type { Check } from "@muster/connector-sdk";
import type { Context } from "../context/action.ts";
import { EXIT, type ExitCode, exitOfKind } from "../errors/exit-codes.ts";
import { renderTable } from "./table.ts";

/** Prints named checks. The first one that failed decides the exit code, by its kind. */
export function printChecks({ output, options }: Context, checks: readonly Check[]): ExitCode {
  if (options.json) for (const check of checks) output.json(check);
  else {
    const rows = checks.map((check) => [check.label, check.outcome, check.detail, check.fix]);
    output.line(renderTable(["check", "outcome", "what was seen", "what to do"], rows));
  }
  const failed = checks.find((check) => check.outcome === "fail");
  return failed ? exitOfKind(failed.kind) : EXIT.ok;
}

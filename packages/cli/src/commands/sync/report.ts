import { ConnectorError } from "@muster/connector-sdk";
import { type Integration, listRunChanges, type RunChange, type RunRecord } from "@muster/store";
import { type Context, errorStyle } from "../../context/action.ts";
import type { Session } from "../../context/open.ts";
import { CommandError } from "../../errors/command-error.ts";
import { EXIT, type ExitCode, exitOfKind } from "../../errors/exit-codes.ts";
import { printError } from "../../errors/print-error.ts";
import { renderTable } from "../../output/table.ts";
import { changeHead, changeJson, changeRow } from "../runs/change-view.ts";
import { countsText } from "../runs/run-view.ts";

/** Rows of a plan that are fetched, and shown in one table, at a time. */
const PAGE = 1_000;

/** Every row of what a dry run would do. */
export async function printPlan(context: Context, { store, org }: Session, run: RunRecord): Promise<void> {
  const { output, options } = context;
  let after = { batchId: 0, ord: 0 };
  for (;;) {
    const position = after;
    const rows: RunChange[] = await store.forOrganization(org.id, (tx) =>
      listRunChanges(tx, { runId: run.id, after: position, limit: PAGE }),
    );
    if (options.json) rows.forEach((row) => output.json(changeJson(row)));
    else if (rows.length > 0) output.line(renderTable(changeHead, rows.map(changeRow)));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE || output.closed) return;
    after = last;
  }
}

/** How a run ended: a line of JSON, the last one, or tables. The exit code says it too. */
export function printRun(context: Context, integration: Integration, run: RunRecord): ExitCode {
  const { output, options } = context;
  const exit = exitOf(run);
  if (run.state === "failed") {
    printError(output, failureOf(run), errorStyle(context));
  }
  const { mode, state, certificate, counts, held } = run;
  if (options.json) {
    output.json({
      run: String(run.id),
      integration: String(integration.id),
      mode,
      state,
      certificate,
      counts: counts ?? {},
      held: held.map(({ code, people, base, rule }) => ({ code, people, base, rule })),
    });
    return exit;
  }
  printText(context, integration, run);
  return exit;
}

function exitOf({ state, reasonKind }: RunRecord): ExitCode {
  if (state === "succeeded") return EXIT.ok;
  if (state === "held") return EXIT.held;
  return state === "failed" ? exitOfKind(reasonKind) : EXIT.failed;
}

/** As the error that it was, so that it is told the same way whoever carried the run out. */
function failureOf(run: RunRecord): Error {
  const message = run.reason ?? "The run failed.";
  const code = run.reasonCode ?? "failed";
  const fix = run.fix ?? `\`muster runs show ${run.id}\` tells more.`;
  return run.reasonKind === null
    ? new CommandError(message, { code, fix, exit: EXIT.failed })
    : new ConnectorError(run.reasonKind, message, { code, fix });
}

function printText({ output }: Context, integration: Integration, run: RunRecord): void {
  const counts = countsText(run);
  const would = run.dryRun ? " (dry run: nothing was changed)" : "";
  const read = run.mode === "changes" ? "only changes read" : `certificate ${run.certificate ?? "none"}`;
  output.line(`Run ${run.id} of "${integration.name}": ${run.state}${would}, ${read}.`);
  if (counts !== "") output.line(counts);
  if (run.held.length > 0) {
    const rows = run.held.map(({ code, people, base, rule }) => [code, people, base, rule]);
    output.line(renderTable(["held by", "people", "of", "rule"], rows));
  }
  if (run.state !== "failed" && run.reason !== null) {
    output.note(run.reason);
    if (run.fix !== null) output.note(`What to do: ${run.fix}`);
  }
  if (run.held.length > 0 && !run.dryRun)
    output.note(`Decide: \`muster runs show ${run.id}\`, then approve or reject.`);
}

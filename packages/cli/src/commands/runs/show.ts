import {
  type DecidedHold,
  type FieldHold,
  hasEnded,
  type Hold,
  listDecidedHolds,
  listFieldHolds,
  listHolds,
  listPlanHolds,
  listRunChanges,
  type PlanHold,
  type RunChange,
  type RunRecord,
} from "@muster/store";
import type { Context } from "../../context/action.ts";
import { runOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { changeHead, changeJson, changeRow } from "./change-view.ts";
import { decidedTable, holdTable, partsTable } from "./hold-table.ts";
import { elapsedText, progressOf } from "./progress.ts";
import { countsText, decidedJson, fieldHoldJson, holdJson, planHoldJson, runJson } from "./run-view.ts";

interface ShowOptions {
  limit?: number;
}

const CHANGES = 50;

export async function showRun(context: Context<ShowOptions>, text: string): Promise<void> {
  const { output, options } = context;
  const limit = options.limit ?? CHANGES;
  const { changes, ...found } = await inOrganization(context, async (session) => {
    const run = await runOf(session, text);
    return session.store.forOrganization(session.org.id, async (tx) => ({
      run,
      now: session.engine.now(),
      holds: await listHolds(tx, run.id),
      fields: await listFieldHolds(tx, run.id),
      plans: await listPlanHolds(tx, run.id),
      decided: await listDecidedHolds(tx, run.id),
      changes: await listRunChanges(tx, { runId: run.id, after: { batchId: 0, ord: 0 }, limit: limit + 1 }),
    }));
  });
  const shown = changes.slice(0, limit);
  const more = changes.length > limit;
  if (options.json) {
    return output.json({
      ...runJson(found.run, found.now),
      people: found.holds.map(holdJson),
      fields: found.fields.map(fieldHoldJson),
      plans: found.plans.map(planHoldJson),
      decided: found.decided.map(decidedJson),
      changes: shown.map(changeJson),
      more,
    });
  }
  print(context, { ...found, changes: shown });
  if (more) output.note(`There are more changes: give a higher --limit than ${limit}.`);
}

interface Shown {
  run: RunRecord;
  now: Date;
  holds: readonly Hold[];
  fields: readonly FieldHold[];
  plans: readonly PlanHold[];
  decided: readonly DecidedHold[];
  changes: readonly RunChange[];
}

function print({ output }: Context, shown: Shown): void {
  const { run, now, holds, fields, plans, decided, changes } = shown;
  const waiting = holds.length + fields.length + plans.filter(({ state }) => state === "open").length;
  output.line(
    renderTable(
      [`run ${run.id}`, ""],
      [
        ["integration", run.integrationId],
        ["mode", run.dryRun ? `${run.mode}, dry run` : run.mode],
        ["state", run.state],
        ["certificate", run.certificate],
        ["read", run.total === null ? `${run.people}` : `${run.people} of ${run.total} people`],
        [hasEnded(run.state) ? "took" : "for", elapsedText(progressOf(run, now).elapsedSeconds)],
        ["judged at", run.asOf],
        ["counts", countsText(run)],
        ["reason", run.reason],
        ["still waiting", waiting],
        [
          "what to do",
          run.state === "held" && waiting === 0 && decided.length + plans.length > 0
            ? "nothing any more"
            : run.fix,
        ],
        ["asked by", run.requestedBy],
        ["started", run.startedAt],
        ["ended", run.endedAt],
        ...(run.undoneAt ? [["undone", undoneText(run)]] : []),
      ],
    ),
  );
  if (run.held.length > 0) output.line(rulesTable(run));
  if (holds.length > 0) output.line(holdTable(holds));
  if (fields.length + plans.length > 0) output.line(partsTable(fields, plans));
  if (decided.length > 0) output.line(decidedTable(decided));
  if (changes.length > 0) output.line(renderTable(changeHead, changes.map(changeRow)));
}

function undoneText({ undoneAt, undoneBy, undoReason }: RunRecord): string {
  const why = undoReason === null ? "" : ` (${undoReason})`;
  return `${undoneAt?.toISOString()} by ${undoneBy}${why}`;
}

function rulesTable(run: RunRecord): string {
  return renderTable(
    ["held by", "people", "of", "rule"],
    run.held.map(({ code, people, base, rule }) => [code, people, base, rule]),
  );
}

import { hasEnded, listRuns, listWaiting, type WaitingRun } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { elapsedText, progressOf, progressText } from "./progress.ts";
import { countsText, runJson } from "./run-view.ts";

interface ListOptions {
  integration?: string;
  limit?: number;
}

const RUNS = 20;

export async function listAll(context: Context<ListOptions>): Promise<void> {
  const { output, options } = context;
  const { runs, waiting, now } = await inOrganization(context, async (session) => {
    const name = options.integration;
    const integrationId = name === undefined ? undefined : (await integrationOf(session, name)).id;
    return session.store.forOrganization(session.org.id, async (tx) => ({
      runs: await listRuns(tx, {
        limit: options.limit ?? RUNS,
        ...(integrationId !== undefined && { integrationId }),
      }),
      waiting: await listWaiting(tx),
      now: session.engine.now(),
    }));
  });
  if (options.json) return runs.forEach((run) => output.json(runJson(run, now)));
  const rows = runs.map((run) => [
    run.id,
    run.integrationId,
    run.dryRun ? `${run.mode}, dry` : run.mode,
    hasEnded(run.state) ? run.state : progressText(progressOf(run, now)),
    elapsedText(progressOf(run, now).elapsedSeconds),
    run.certificate,
    countsText(run),
    run.reasonCode,
    run.requestedBy,
    run.startedAt,
    run.endedAt,
  ]);
  const head = [
    "run",
    "integration",
    "mode",
    "state",
    "took",
    "certificate",
    "counts",
    "reason",
    "asked by",
    "started",
    "ended",
  ];
  output.line(renderTable(head, rows));
  const shown = new Set(runs.map(({ id }) => id));
  for (const run of waiting) if (shown.has(run.runId)) output.note(waitingText(run, now));
}

const DAY_MS = 86_400_000;

function waitingText({ runId, people, fields, plans, since, ...snoozed }: WaitingRun, now: Date): string {
  const parts = [
    people === 0 ? "" : `${people} ${people === 1 ? "person" : "people"}`,
    fields === 0 ? "" : `${fields} ${fields === 1 ? "field" : "fields"}`,
    plans === 0 ? "" : "the whole plan",
  ];
  const days = Math.max(0, Math.floor((now.getTime() - since.getTime()) / DAY_MS));
  const what = parts.filter((part) => part !== "").join(", ");
  const { snoozedUntil, snoozeReason } = snoozed;
  const until = snoozedUntil === null ? "" : `; snoozed until ${snoozedUntil} because: ${snoozeReason ?? ""}`;
  const long = days === 0 ? "less than a day" : `${days} ${days === 1 ? "day" : "days"}`;
  return `Run ${runId}: waiting for ${long}: ${what}${until}.`;
}

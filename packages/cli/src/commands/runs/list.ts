import { listRuns } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { countsText, runJson } from "./run-view.ts";

interface ListOptions {
  integration?: string;
  limit?: number;
}

const RUNS = 20;

export async function listAll(context: Context<ListOptions>): Promise<void> {
  const { output, options } = context;
  const runs = await inOrganization(context, async (session) => {
    const name = options.integration;
    const integrationId = name === undefined ? undefined : (await integrationOf(session, name)).id;
    return session.store.forOrganization(session.org.id, (tx) =>
      listRuns(tx, {
        limit: options.limit ?? RUNS,
        ...(integrationId !== undefined && { integrationId }),
      }),
    );
  });
  if (options.json) return runs.forEach((run) => output.json(runJson(run)));
  const rows = runs.map((run) => [
    run.id,
    run.integrationId,
    run.dryRun ? `${run.mode}, dry` : run.mode,
    run.state,
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
    "certificate",
    "counts",
    "reason",
    "asked by",
    "started",
    "ended",
  ];
  output.line(renderTable(head, rows));
}

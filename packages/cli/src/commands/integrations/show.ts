import { HEALTH_LABELS, healthOf, timesInWords } from "@muster/roster";
import {
  type Integration,
  type IntegrationFacts,
  type IntegrationNotice,
  listIntegrationNotices,
  listRuns,
  readHealthFacts,
  type RunRecord,
} from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { countsText, runJson } from "../runs/run-view.ts";
import { healthJson } from "./health-view.ts";
import { frequencyText, nextRunsText, scheduleView } from "./schedule-view.ts";

const RUNS = 5;
const NOTICES = 5;

interface Shown {
  integration: Integration;
  facts: IntegrationFacts;
  runs: RunRecord[];
  notices: IntegrationNotice[];
  now: Date;
}

/** One integration: is it healthy, when does it run, what did its last runs do, what was told of it. */
export async function showIntegration(context: Context, id: string): Promise<void> {
  const { output, options } = context;
  const shown = await inOrganization(context, async (session): Promise<Shown> => {
    const integration = await integrationOf(session, id);
    const now = session.engine.now();
    return session.store.forOrganization(session.org.id, async (tx) => {
      const [facts] = await readHealthFacts(tx, { now, ids: [integration.id] });
      if (!facts) throw new Error("the integration went within its own transaction");
      const runs = await listRuns(tx, { integrationId: integration.id, limit: RUNS });
      const notices = await listIntegrationNotices(tx, { integrationId: integration.id, limit: NOTICES });
      return { integration, facts, runs, notices, now };
    });
  });
  if (options.json) return output.json(shownJson(shown));
  print(context, shown);
}

function shownJson({ integration, facts, runs, notices, now }: Shown): object {
  const { id, connector, name, enabled, nextRunAt, lastPeople, failures, failingSince } = integration;
  return {
    id: String(id),
    connector,
    name,
    enabled,
    health: healthJson(facts),
    ...scheduleView(integration, now),
    nextRunAt,
    lastGoodAt: facts.lastGoodAt,
    lastTriedAt: facts.last?.endedAt ?? null,
    lastPeople,
    failures,
    failingSince,
    waiting: facts.waiting,
    conflicts: facts.conflicts,
    runs: runs.map((run) => runJson(run, now)),
    notices,
  };
}

function print({ output }: Context, { integration, facts, runs, notices, now }: Shown): void {
  const { id, connector, name, lastPeople } = integration;
  const { state, reason, fix, since } = healthOf(facts);
  const schedule = scheduleView(integration, now);
  output.line(
    renderTable(
      [`integration ${id}`, ""],
      [
        ["name", name],
        ["connector", connector],
        ["health", HEALTH_LABELS[state]],
        ["why", reason],
        ["what to do", fix ?? "nothing"],
        ["since", since],
        ["last good run", whenText(facts.lastGoodAt, integration, now)],
        ["last tried", whenText(facts.last?.endedAt ?? null, integration, now)],
        ["frequency", frequencyText(schedule)],
        ["next runs", nextRunsText(schedule)],
        ["people read last", lastPeople],
      ],
    ),
  );
  if (runs.length > 0) {
    const rows = runs.map((run) => [
      run.id,
      run.dryRun ? `${run.mode}, dry` : run.mode,
      run.state,
      countsText(run),
      run.reason,
      run.startedAt,
      run.endedAt,
    ]);
    output.line(renderTable(["run", "mode", "state", "counts", "reason", "started", "ended"], rows));
  }
  if (notices.length > 0) {
    output.line(
      renderTable(
        ["told at", "what"],
        notices.map(({ at, message }) => [at, message]),
      ),
    );
  }
}

function whenText(time: Date | null, { timeZone }: Integration, now: Date): string | null {
  return time === null ? null : (timesInWords([time], timeZone, now)[0] ?? null);
}

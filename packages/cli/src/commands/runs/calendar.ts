import { dayIn } from "@muster/roster";
import { type Coming, type Integration, listComing, listIntegrations } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";
import { nextRunsText, scheduleView } from "../integrations/schedule-view.ts";

interface CalendarOptions {
  integration?: string;
}

const DAYS = 14;

/** Who starts and who has their last day soon, by day; and, for people, when their sources are read next. */
export async function showCalendar(context: Context<CalendarOptions>): Promise<void> {
  const { output, options } = context;
  const { coming, sources, now } = await inOrganization(context, async (session) => {
    const { store, org, engine } = session;
    const name = options.integration;
    const integrationId = name === undefined ? undefined : (await integrationOf(session, name)).id;
    return store.forOrganization(org.id, async (tx) => ({
      now: engine.now(),
      sources: (await listIntegrations(tx)).filter(({ id }) => id === (integrationId ?? id)),
      coming: await listComing(tx, {
        from: dayIn(org.timeZone, engine.now()),
        days: DAYS,
        ...(integrationId !== undefined && { integrationId }),
      }),
    }));
  });
  if (options.json) return coming.forEach((one) => output.json(comingJson(one)));
  for (const source of sources) noteNextRuns(context, source, now);
  if (coming.length === 0) return output.note(`Nobody starts or leaves in the next ${DAYS} days.`);
  output.line(
    renderTable(
      ["day", "what", "member", "name", "work e-mail", "status", "by"],
      coming.map((one) => [
        one.day,
        one.kind === "joiner" ? "first day" : "last day",
        one.memberId,
        one.name,
        one.workEmail,
        one.status,
        one.integrations.map(({ name }) => name).join(", "),
      ]),
    ),
  );
}

function noteNextRuns({ output }: Context, source: Integration, now: Date): void {
  const times = nextRunsText(scheduleView(source, now));
  if (times !== null) output.note(`"${source.name}" is read next ${times} (${source.timeZone}).`);
}

/** As JSON: ids are text, like in every answer. */
function comingJson({ day, kind, memberId, name, workEmail, status, integrations }: Coming): object {
  const sources = integrations.map((source) => ({ id: String(source.id), name: source.name }));
  return { day, kind, member: String(memberId), name, workEmail, status, integrations: sources };
}

import { dayIn } from "@muster/roster";
import { type Coming, listComing } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";

interface CalendarOptions {
  integration?: string;
}

const DAYS = 14;

/** Who starts and who has their last day soon, by day. */
export async function showCalendar(context: Context<CalendarOptions>): Promise<void> {
  const { output, options } = context;
  const coming = await inOrganization(context, async (session) => {
    const { store, org, engine } = session;
    const name = options.integration;
    const integrationId = name === undefined ? undefined : (await integrationOf(session, name)).id;
    return store.forOrganization(org.id, (tx) =>
      listComing(tx, {
        from: dayIn(org.timeZone, engine.now()),
        days: DAYS,
        ...(integrationId !== undefined && { integrationId }),
      }),
    );
  });
  if (options.json) return coming.forEach((one) => output.json(comingJson(one)));
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

/** As JSON: ids are text, like in every answer. */
function comingJson({ day, kind, memberId, name, workEmail, status, integrations }: Coming): object {
  const sources = integrations.map((source) => ({ id: String(source.id), name: source.name }));
  return { day, kind, member: String(memberId), name, workEmail, status, integrations: sources };
}

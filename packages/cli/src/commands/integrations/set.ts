import { acceptNarrowerPermissions, changeSchedule, readSchedule, reconfigure } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { readConfigFile } from "../../context/config-file.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { frequencyText, nextRunsText, type ScheduleView, scheduleView } from "./schedule-view.ts";

interface SetOptions {
  config?: string;
  acceptPermissions?: true;
  schedule?: string;
}

/** Replaces settings and credentials, accepts narrower permissions, changes the frequency, or several of these. */
export async function setIntegration(context: Context<SetOptions>, id: string): Promise<void> {
  const { output, options } = context;
  const { schedule: text } = options;
  if (options.config === undefined && !options.acceptPermissions && text === undefined) throw nothingToSet();
  const config = options.config === undefined ? undefined : await readConfigFile(options.config);
  return inOrganization(context, async (session) => {
    const { engine, actor } = session;
    const integration = await integrationOf(session, id);
    if (text !== undefined) readSchedule(text, integration.name);
    if (config !== undefined) await reconfigure(engine, integration, { config, actor });
    const accepted = options.acceptPermissions
      ? await acceptNarrowerPermissions(engine, integration, actor)
      : undefined;
    const changed =
      text === undefined ? undefined : await changeSchedule(engine, integration, { text, actor });
    const schedule = changed && scheduleView(changed, engine.now());
    const { name } = integration;
    if (options.json) {
      return output.json({
        id: String(integration.id),
        name,
        reconfigured: config !== undefined,
        acceptedLoss: accepted ?? null,
        ...schedule,
      });
    }
    if (config !== undefined)
      output.line(`"${name}" has new settings and credentials; the old ones are gone.`);
    if (options.acceptPermissions) output.line(acceptance(accepted));
    if (schedule) output.line(`"${name}" syncs ${frequencyText(schedule)}. ${comingText(schedule)}`);
  });
}

function comingText(schedule: ScheduleView): string {
  const times = nextRunsText(schedule);
  return times === null ? "It is switched off: nothing is due." : `Next: ${times}.`;
}

function acceptance(accepted: readonly string[] | undefined): string {
  if (accepted === undefined) return "No full read has reached its end yet: there is nothing to accept.";
  if (accepted.length === 0) return "The newest full read saw every field: nothing had to be accepted.";
  return `Accepted: these fields are not seen any more: ${accepted.join(", ")}. Absence counts again.`;
}

function nothingToSet(): Error {
  return usageError("There is nothing to set.", {
    code: "nothingToSet",
    fix: "Give --config FILE, --accept-permissions, --schedule TEXT, or several of them.",
  });
}

import { isPlainDate } from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { snoozeHolds } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { integrationOf, runOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { selectionOf } from "./decide.ts";
import { holdTable } from "./hold-table.ts";
import { holdJson } from "./run-view.ts";

interface SnoozeOptions {
  person?: string[];
  all: boolean;
  until?: string;
  reason?: string;
}

/** Puts off the notices about what a run holds. */
export async function snooze(context: Context<SnoozeOptions>, text: string): Promise<void> {
  const { options, output } = context;
  const { until = "", reason = "" } = options;
  const selection = selectionOf(options);
  if (!selection || reason.trim() === "") {
    throw usageError("Why nobody has to decide before is missing.", {
      code: "noReason",
      fix: "Give --reason with a sentence for whoever asks why it still waits.",
    });
  }
  if (!isPlainDate(until)) throw badUntil(`"${until}" is no day`);
  const { holds, others } = await inOrganization(context, async (session) => {
    const { store, org, engine, act } = session;
    const run = await runOf(session, text);
    const { timeZone } = await integrationOf(session, String(run.integrationId));
    if (until <= dayIn(timeZone, engine.now())) throw badUntil(`${until} is not to come`);
    return store.forOrganization(org.id, (tx) =>
      snoozeHolds(tx, act(), { runId: run.id, selection, until, reason }),
    );
  });
  if (options.json) return holds.forEach((hold) => output.json({ ...holdJson(hold), decision: "snoozed" }));
  if (holds.length > 0) output.line(holdTable(holds));
  const rest = others === 0 ? "" : ` and ${others} held whole`;
  output.note(
    holds.length + others === 0
      ? "Nothing of that waits (any more); nothing was snoozed."
      : `No notices about ${holds.length} people${rest} until ${until}; they wait on.`,
  );
}

function badUntil(what: string): Error {
  return usageError(`Until when nobody has to decide is not right: ${what}.`, {
    code: "badUntil",
    fix: "Give --until with a day to come, YYYY-MM-DD.",
  });
}

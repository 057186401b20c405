import { listFlaggedMatches } from "@muster/store";
import type { Command } from "commander";
import { action, type Context } from "../context/action.ts";
import { inOrganization } from "../context/open.ts";
import type { Shell } from "../context/shell.ts";
import { renderTable } from "../output/table.ts";

export function addMatches(program: Command, shell: Shell): void {
  program
    .command("matches")
    .description("Matches whose people left")
    .command("list")
    .description("active matches that an admin has to look at")
    .action(action(shell, list));
}

async function list(context: Context): Promise<void> {
  const { output, options } = context;
  const flagged = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, listFlaggedMatches),
  );
  if (options.json)
    return flagged.forEach((match) =>
      output.json({ ...match, id: String(match.id), leaverId: String(match.leaverId) }),
    );
  const head = ["match", "mentor", "mentee", "who left", "flagged", "meetings", "goals"];
  const rows = flagged.map(({ id, mentor, mentee, leaver, flaggedAt, meetings, goals }) => [
    id,
    mentor,
    mentee,
    leaver,
    flaggedAt,
    meetings,
    goals,
  ]);
  output.line(renderTable(head, rows));
}

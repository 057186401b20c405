import { type FlaggedMatch, listFlaggedMatches, resolveMatch } from "@muster/store";
import { type Command, Option } from "commander";
import { action, type Context } from "../context/action.ts";
import { positiveNumber } from "../context/arguments.ts";
import { inOrganization } from "../context/open.ts";
import type { Shell } from "../context/shell.ts";
import { usageError } from "../errors/command-error.ts";
import { renderTable } from "../output/table.ts";

interface ListOptions {
  all: boolean;
}

interface ResolveOptions {
  keep?: boolean;
  end?: boolean;
}

export function addMatches(program: Command, shell: Shell): void {
  const matches = program.command("matches").description("Matches whose people left");
  matches
    .command("list")
    .description("active matches that an admin has to look at")
    .option("--all", "also what became of those that wait no longer", false)
    .action(action(shell, list));
  matches
    .command("resolve")
    .description("keep a flagged match, or end it; its meetings and goals stay")
    .argument("<match>", "number that the list shows", positiveNumber)
    .addOption(new Option("--keep", "it goes on").conflicts("end"))
    .option("--end", "it is over")
    .action(action(shell, resolve));
}

async function list(context: Context<ListOptions>): Promise<void> {
  const { output, options } = context;
  const { all: closed } = options;
  const flagged = await inOrganization(context, ({ store, org }) =>
    store.forOrganization(org.id, (tx) => listFlaggedMatches(tx, { closed })),
  );
  if (options.json)
    return flagged.forEach((match) =>
      output.json({ ...match, id: String(match.id), leaverId: String(match.leaverId) }),
    );
  output.line(table(flagged, closed));
}

function table(flagged: readonly FlaggedMatch[], closed: boolean): string {
  const head = ["match", "mentor", "mentee", "who left", "flagged", "meetings", "goals"];
  const rows = flagged.map((match) => {
    const { id, mentor, mentee, leaver, flaggedAt, meetings, goals, resolution, closedAt } = match;
    const row = [id, mentor, mentee, leaver, flaggedAt, meetings, goals];
    return closed ? [...row, resolution, closedAt] : row;
  });
  return renderTable(closed ? [...head, "became of it", "when"] : head, rows);
}

async function resolve(context: Context<ResolveOptions>, matchId: number): Promise<void> {
  const { output, options } = context;
  if (!options.keep && !options.end) {
    throw usageError("What is to become of the match is missing.", {
      code: "noResolution",
      fix: "Give --keep or --end.",
    });
  }
  const resolution = options.end ? "ended" : "kept";
  await inOrganization(context, ({ store, org, act }) =>
    store.forOrganization(org.id, (tx) => resolveMatch(tx, act(), { matchId, resolution })),
  );
  if (options.json) output.json({ id: String(matchId), resolution });
  else output.line(`Match ${matchId} is ${resolution}.`);
}

import { Command, CommanderError } from "commander";
import { addConflicts } from "./commands/conflicts.ts";
import { addConnectors } from "./commands/connectors/commands.ts";
import { addDb } from "./commands/db.ts";
import { addDoctor } from "./commands/doctor/command.ts";
import { addFeed } from "./commands/feed.ts";
import { addIntegrations } from "./commands/integrations/commands.ts";
import { addMatches } from "./commands/matches.ts";
import { addMembers } from "./commands/members/commands.ts";
import { addRuns } from "./commands/runs/commands.ts";
import { addSimulate } from "./commands/simulate.ts";
import { addSync } from "./commands/sync/command.ts";
import { addUp } from "./commands/up.ts";
import { addWorker } from "./commands/worker.ts";
import type { Shell } from "./context/shell.ts";
import { EXIT } from "./errors/exit-codes.ts";
import { printError, wantsDebug } from "./errors/print-error.ts";

/** Runs one command line, without the program's own name; an error is told on stderr. */
export async function run(argv: readonly string[], shell: Shell): Promise<void> {
  try {
    await createProgram(shell).parseAsync(argv, { from: "user" });
  } catch (error) {
    // After --help.
    if (error instanceof CommanderError && error.exitCode === 0) return shell.settle(EXIT.ok);
    // A group without a command of it: its help was shown.
    if (error instanceof CommanderError && error.code === "commander.help") return shell.settle(EXIT.usage);
    // A command line that was not understood has no options yet.
    const style = { json: argv.includes("--json"), debug: wantsDebug(shell.environment) };
    shell.settle(printError(shell.output, error, style));
  }
}

const EXITS = `
Exit codes: 0 done, 1 failed, 2 the command or a setting is wrong, 3 it passes (try again), 4 the vendor refuses
the credentials, 5 something waits for a person's decision, or would.
Environment: DATABASE_URL, MUSTER_DATA_DIR, MUSTER_MASTER_KEY or MUSTER_MASTER_KEY_FILE, MUSTER_ALLOW_HOSTS,
MUSTER_NOW, LOG_LEVEL.`;

function createProgram(shell: Shell): Command {
  const program = new Command("muster")
    .description("Keeps an organization's members in step with its HR system.")
    .option("--json", "print JSON, one value a line", false)
    .option("--org <name>", "the organization", "default")
    .option("--yes", "do not ask", false)
    .addHelpText("after", EXITS)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    // Told by whoever catches the error, like any other.
    .configureOutput({ outputError: () => undefined });
  addUp(program, shell);
  addWorker(program, shell);
  addDb(program, shell);
  addDoctor(program, shell);
  addConnectors(program, shell);
  addIntegrations(program, shell);
  addSync(program, shell);
  addRuns(program, shell);
  addConflicts(program, shell);
  addMembers(program, shell);
  addMatches(program, shell);
  addFeed(program, shell);
  addSimulate(program, shell);
  return program;
}

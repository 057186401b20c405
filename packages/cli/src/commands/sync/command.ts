import { type Integration, type RunRecord } from "@muster/store";
import { refuseWithoutChanges, syncNow } from "@muster/sync";
import type { Command } from "commander";
import { action, type Context } from "../../context/action.ts";
import { integrationOf, runOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import type { Shell } from "../../context/shell.ts";
import { usageError } from "../../errors/command-error.ts";
import type { ExitCode } from "../../errors/exit-codes.ts";
import { followRun, refuseWithoutWorker } from "./follow.ts";
import { leadInline } from "./inline.ts";
import { printPlan, printRun } from "./report.ts";

interface SyncOptions {
  full: boolean;
  changes: boolean;
  dryRun: boolean;
  inline: boolean;
}

export function addSync(program: Command, shell: Shell): void {
  program
    .command("sync")
    .description("Sync now, and follow the run to its end")
    .argument("<id>", "number or name of an integration")
    .option("--full", "read everybody (the default)", false)
    .option("--changes", "read only what changed, where the vendor can tell", false)
    .option("--dry-run", "show what would be done, and do nothing", false)
    .option("--inline", "carry the run out in this process, without a worker", false)
    .action(action(shell, sync));
}

async function sync(context: Context<SyncOptions>, id: string): Promise<ExitCode> {
  const { options } = context;
  refuseBoth(options);
  const stop = context.stopSignal();
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    if (options.changes) refuseWithoutChanges(session.engine, integration);
    const run = await carryOut(context, session, integration, stop);
    if (run.dryRun) await printPlan(context, session, run);
    return printRun(context, integration, run);
  });
}

async function carryOut(
  context: Context<SyncOptions>,
  session: Session,
  integration: Integration,
  stop: AbortSignal,
): Promise<RunRecord> {
  const { inline, dryRun, changes } = context.options;
  if (!inline) await refuseWithoutWorker(session);
  const { id: runId, created } = await syncNow(session.engine, integration, {
    mode: changes ? "changes" : "full",
    dryRun,
    actor: session.actor,
    forWorker: !inline,
  });
  if (inline) await leadInline(context, session, { integration, runId, created, dryRun, stop });
  else await followRun(context, session, { runId, stop });
  return runOf(session, String(runId));
}

function refuseBoth({ full, changes }: SyncOptions): void {
  if (!full || !changes) return;
  throw usageError("--full and --changes exclude each other.", {
    code: "usage",
    fix: "Give one of them; --full is the default.",
  });
}

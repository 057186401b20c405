import { type Env, openMuster, parseEnv } from "@muster/config";
import type { Check } from "@muster/connector-sdk";
import type { Command } from "commander";
import { action, type Context } from "../../context/action.ts";
import { createLog } from "../../context/log.ts";
import type { Shell } from "../../context/shell.ts";
import { describeError } from "../../errors/describe-error.ts";
import { EXIT, type ExitCode } from "../../errors/exit-codes.ts";
import { printChecks } from "../../output/checks.ts";
import { checkDataFolder } from "./data-folder.ts";
import { checkDatabase } from "./database.ts";

export function addDoctor(program: Command, shell: Shell): void {
  program
    .command("doctor")
    .description("look whether everything Muster stands on is in order")
    .action(action(shell, examine));
}

/** Every check that can be made; what stands on a failed one is left out. */
async function examine(context: Context): Promise<ExitCode> {
  const checks: Check[] = [];
  const env = environmentOf(context, checks);
  if (env) {
    checks.push(await checkDataFolder(env));
    checks.push(...(await databaseChecks(context, env)));
  }
  printChecks(context, checks);
  return checks.some((check) => check.outcome === "fail") ? EXIT.failed : EXIT.ok;
}

function environmentOf(context: Context, checks: Check[]): Env | undefined {
  const check = { id: "environment", label: "Environment" };
  try {
    const env = parseEnv(context.environment);
    checks.push({ ...check, outcome: "pass", detail: "every variable is readable" });
    return env;
  } catch (error) {
    checks.push({ ...check, ...failureOf(error) });
  }
}

/** Where the database or what it needs cannot be opened, the check that says why is the last. */
async function databaseChecks(context: Context, env: Env): Promise<Check[]> {
  try {
    const log = createLog(context, env, "quiet");
    const muster = await openMuster(env, { log, maxConnections: 2 });
    try {
      return await checkDatabase(muster);
    } finally {
      await muster.close();
    }
  } catch (error) {
    return [{ ...blame(describeError(error).code), ...failureOf(error) }];
  }
}

function blame(code: string): { id: string; label: string } {
  if (code.startsWith("masterKey")) return { id: "masterKey", label: "Master key" };
  if (/^(notMigrated|schemaAhead|migration)/.test(code)) return { id: "migrations", label: "Migrations" };
  return { id: "database", label: "Database" };
}

function failureOf(error: unknown): Pick<Check, "outcome" | "detail" | "fix"> {
  const { message, fix, causes } = describeError(error);
  const behind = causes.length > 0 ? ` (${causes.join(" ← ")})` : "";
  return { outcome: "fail", detail: `${message}${behind}`, fix };
}

import { openDatabase, parseEnv } from "@muster/config";
import { migrate, type MigrationStatus, migrationStatus } from "@muster/store";
import type { Command } from "commander";
import { action, type Context } from "../context/action.ts";
import { createLog } from "../context/log.ts";
import type { Shell } from "../context/shell.ts";
import { renderTable } from "../output/table.ts";

export function addDb(program: Command, shell: Shell): void {
  const db = program.command("db").description("The database's schema");
  db.command("migrate")
    .description("bring the database to this version")
    .action(action(shell, migrateDatabase));
  db.command("status")
    .description("which migrations the database has; changes nothing")
    .action(action(shell, showStatus));
}

async function migrateDatabase(context: Context): Promise<void> {
  return withDatabase(context, async (connectionString) => {
    const missing = (await migrationStatus(connectionString)).filter((migration) => !migration.applied);
    print(context, await migrate(connectionString));
    const did = missing.map(({ name }) => name).join(", ");
    context.output.note(
      did === "" ? "The database was at this version already." : `Applied just now: ${did}.`,
    );
  });
}

async function showStatus(context: Context): Promise<void> {
  return withDatabase(context, async (connectionString) => {
    const status = await migrationStatus(connectionString);
    print(context, status);
    const missing = status.filter((migration) => !migration.applied).length;
    if (missing > 0) context.output.note(`${missing} to apply: \`muster db migrate\`.`);
  });
}

async function withDatabase(
  context: Context,
  work: (connectionString: string) => Promise<void>,
): Promise<void> {
  const env = parseEnv(context.environment);
  const { connectionString, embedded } = await openDatabase(env, createLog(context, env, "quiet"));
  try {
    await work(connectionString);
  } finally {
    await embedded?.stop();
  }
}

function print({ output, options }: Context, status: readonly MigrationStatus[]): void {
  if (options.json) return status.forEach((migration) => output.json(migration));
  output.line(
    renderTable(
      ["number", "migration", "applied"],
      status.map(({ number, name, applied }) => [number, name, applied]),
    ),
  );
}

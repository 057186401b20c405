import { type Muster, openMuster, parseEnv } from "@muster/config";
import { countMembers, findOrganization, listIntegrations } from "@muster/store";
import type { Command } from "commander";
import { action, type Context } from "../context/action.ts";
import { createLog } from "../context/log.ts";
import { envWithoutDatabase } from "../context/open.ts";
import type { Shell } from "../context/shell.ts";
import { runDemoWorld } from "../demo/run-demo-world.ts";
import { keepWorking } from "./worker.ts";

interface UpOptions {
  demo?: boolean;
}

export function addUp(program: Command, shell: Shell): void {
  program
    .command("up")
    .description("run everything in one process until SIGTERM or SIGINT: database, worker")
    .option(
      "--demo",
      "a world of its own in the data folder's demo/: a simulated HR system, one organization",
    )
    .action(
      action(shell, (context: Context<UpOptions>) => (context.options.demo ? upDemo(context) : up(context))),
    );
}

/** Leaves DATABASE_URL alone: simulated people have no place in a database of the user's. */
async function upDemo(context: Context): Promise<void> {
  const env = envWithoutDatabase(context);
  const log = createLog(context, env, "quiet");
  const { output, options } = context;
  await runDemoWorld({ env, log, output, json: options.json, signal: context.stopSignal() });
}

/** Makes no organization and no simulator: what is there is kept running. */
async function up(context: Context): Promise<void> {
  const env = parseEnv(context.environment);
  const log = createLog(context, env, "talkative");
  const muster = await openMuster(env, { log, migrate: true });
  try {
    await keepWorking(muster, log, { onReady: (worker) => announce(context, muster, worker.id) });
  } finally {
    await muster.close();
  }
}

/** Where things are. The address of the database holds a password and is cut down to its place. */
async function announce({ output, options }: Context, muster: Muster, worker: string): Promise<void> {
  const { env, store } = muster;
  const { host, pathname } = new URL(store.connectionString);
  const database = `${host}${pathname}`;
  const org = await findOrganization(store, options.org);
  const { integrations, members } = await store.forOrganization(org.id, async (tx) => ({
    integrations: (await listIntegrations(tx)).length,
    members: Object.values(await countMembers(tx)).reduce((sum, people) => sum + people, 0),
  }));
  if (options.json) {
    return output.json({
      database,
      dataDir: env.dataDir,
      worker,
      organization: org.slug,
      integrations,
      members,
    });
  }
  output.line("Muster is up.");
  const embedded = env.databaseUrl === undefined ? `, embedded, data in ${env.dataDir}` : "";
  output.line(`  database      ${database}${embedded}`);
  output.line(`  worker        ${worker}`);
  output.line(`  organization  ${org.slug}: ${integrations} integrations, ${members} members`);
  output.line("Look further with `muster integrations list`, `muster runs list`, `muster doctor`.");
}

import { type Env, openMuster, parseEnv } from "@muster/config";
import { hasCluster, listVendorPauses, pauseVendor, resumeVendor, type VendorPause } from "@muster/store";
import type { Context } from "../../context/action.ts";
import { actorName } from "../../context/actor.ts";
import { createLog } from "../../context/log.ts";
import { describeError } from "../../errors/describe-error.ts";
import { connectorOf } from "./installed.ts";

/** Lets nobody read a vendor: no run of it begins, and reads under way hand over at their next page. */
export async function pauseConnector(context: Context<{ reason: string }>, id: string): Promise<void> {
  const { output, options } = context;
  const { name } = connectorOf(id);
  await withDatabase(context, parseEnv(context.environment), ({ store, clock }, actor) =>
    pauseVendor(store, { connector: id, actor, reason: options.reason, now: clock.now() }),
  );
  if (options.json) return output.json({ id, paused: true });
  output.line(`${name} is paused for every organization; what falls due waits.`);
  output.note(`\`muster connectors resume ${id}\` lets it be read again, one run for each integration.`);
}

export async function resumeConnector(context: Context, id: string): Promise<void> {
  const { output, options } = context;
  const { name } = connectorOf(id);
  await withDatabase(context, parseEnv(context.environment), ({ store, clock }, actor) =>
    resumeVendor(store, { connector: id, actor, now: clock.now() }),
  );
  if (options.json) return output.json({ id, paused: false });
  output.line(`${name} is read again; what fell due meanwhile catches up with one run each.`);
}

/**
 * Which vendors are paused, by connector, where there is a database to say so. To list connectors none is needed, and
 * none is made; one that does not answer costs a note.
 */
export async function pausesAtHand(context: Context): Promise<ReadonlyMap<string, VendorPause>> {
  try {
    const env = parseEnv(context.environment);
    if (env.databaseUrl === undefined && !(await hasCluster(env.dataDir))) return new Map();
    const pauses = await withDatabase(context, env, ({ store }) => listVendorPauses(store));
    return new Map(pauses.map((pause) => [pause.connector, pause]));
  } catch (error) {
    context.output.note(`Whether a vendor is paused is not known: ${describeError(error).message}`);
    return new Map();
  }
}

type Muster = Awaited<ReturnType<typeof openMuster>>;

async function withDatabase<T>(
  context: Context,
  env: Env,
  work: (muster: Muster, actor: string) => Promise<T>,
): Promise<T> {
  const muster = await openMuster(env, { log: createLog(context, env, "quiet"), maxConnections: 2 });
  try {
    return await work(muster, actorName(env.actor));
  } finally {
    await muster.close();
  }
}

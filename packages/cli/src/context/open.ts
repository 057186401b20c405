import { type Env, type Muster, openMuster, parseEnv } from "@muster/config";
import { findOrganization, type Organization, type PersonAct, type Store } from "@muster/store";
import type { Engine } from "@muster/sync";
import type { Context } from "./action.ts";
import { actorName } from "./actor.ts";
import { createLog } from "./log.ts";
import type { Shell } from "./shell.ts";

/** A command's access to one organization. */
export interface Session {
  muster: Muster;
  engine: Engine;
  store: Store;
  org: Organization;
  /** Who acts, for the audit. */
  actor: string;
  /** For an act on members right now. */
  act: () => PersonAct;
}

/** A command does one thing after another; the engine reads and commits at the same time. */
const CONNECTIONS = 4;

/** Opens the database for a command's organization and closes it again, whatever happens. */
export async function inOrganization<T>(
  context: Context,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const env = parseEnv(context.environment);
  const log = createLog(context, env, "quiet");
  const muster = await openMuster(env, { log, maxConnections: CONNECTIONS });
  try {
    const { engine, store } = muster;
    const org = await findOrganization(store, context.options.org);
    const actor = actorName(env.actor);
    const act = (): PersonAct => ({ orgId: org.id, actor, now: engine.now() });
    return await work({ muster, engine, store, org, actor, act });
  } finally {
    await muster.close();
  }
}

/** The environment of a command that needs no database: what is said of one does not matter. */
export function envWithoutDatabase(shell: Pick<Shell, "environment">): Env {
  return parseEnv({ ...shell.environment, DATABASE_URL: undefined });
}

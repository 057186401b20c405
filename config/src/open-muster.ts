import { readFile } from "node:fs/promises";
import {
  armKillPoints,
  codeOf,
  type EmbeddedServer,
  type Keyring,
  loadOrCreateKeyFile,
  migrate,
  openStore,
  parseKeyring,
  startEmbedded,
  type Store,
  vendorPermits,
} from "@muster/store";
import type { Engine, EngineLog } from "@muster/sync";
import { installedConnectors } from "../connectors.ts";
import { type Clock, clockFrom } from "./clock.ts";
import { ConfigError } from "./config-error.ts";
import type { Env } from "./env.ts";

/** The parts of Muster, joined. */
export interface Muster {
  env: Env;
  store: Store;
  engine: Engine;
  clock: Clock;
  /** Closes the store; stops the embedded server unless somebody else uses it. */
  close(): Promise<void>;
}

export interface OpenMusterOptions {
  log: EngineLog;
  /** In place of the environment's. */
  clock?: Clock;
  /** Hosts that this process starts itself, besides the environment's. */
  allowHosts?: readonly string[];
  /** Brings a server of the user's own to this version first; the embedded one always is. */
  migrate?: boolean;
  /** Connections of each of the two pools. */
  maxConnections?: number;
}

/** Where the database of an environment is. */
export interface Database {
  connectionString: string;
  embedded: EmbeddedServer | undefined;
}

/** Finds the database of an environment; the embedded server is started or joined. */
export async function openDatabase(env: Env, log: EngineLog): Promise<Database> {
  if (env.databaseUrl !== undefined) return { connectionString: env.databaseUrl, embedded: undefined };
  const logger = { info: (message: string) => log.info({}, message) };
  const embedded = await startEmbedded({ dataDir: env.dataDir, logger });
  return { connectionString: embedded.connectionString, embedded };
}

/** Joins the parts that the environment describes. Whoever opens it closes it. */
export async function openMuster(env: Env, options: OpenMusterOptions): Promise<Muster> {
  const { log } = options;
  if (env.killAt.length > 0) armKillPoints(env.killAt);
  const clock = options.clock ?? clockFrom(env.now);
  const { connectionString, embedded } = await openDatabase(env, log);
  try {
    const keyring = await openKeyring(env);
    if (embedded || options.migrate) await migrate(connectionString);
    const store = await openStore({
      connectionString,
      ...(options.maxConnections !== undefined && { maxConnections: options.maxConnections }),
      onError: (error) => log.error({ code: codeOf(error) }, "an idle connection died"),
    });
    const engine: Engine = {
      store,
      keyring,
      connectors: new Map(installedConnectors.map((connector) => [connector.id, connector])),
      allowHosts: [...env.allowHosts, ...(options.allowHosts ?? [])],
      sharedLimits: vendorPermits(store, log),
      now: clock.now,
      log,
    };
    const close = async (): Promise<void> => {
      await store.close();
      await embedded?.stop();
    };
    return { env, store, engine, clock, close };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

async function openKeyring(env: Env): Promise<Keyring> {
  if (env.masterKey !== undefined) return parseKeyring(env.masterKey);
  if (env.masterKeyFile === undefined) return loadOrCreateKeyFile(env.dataDir);
  try {
    return parseKeyring((await readFile(env.masterKeyFile, "utf8")).trim());
  } catch (cause) {
    if (cause instanceof Error && "fix" in cause) throw cause;
    throw new ConfigError("The file that MUSTER_MASTER_KEY_FILE names cannot be read.", {
      code: "masterKeyFile",
      fix: "Let MUSTER_MASTER_KEY_FILE name a readable file with the master key.",
      cause,
    });
  }
}

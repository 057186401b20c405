import { openMuster, parseEnv } from "@muster/config";
import {
  findOrganization,
  type Integration,
  listMembers,
  type Member,
  migrate,
  type Organization,
  type RunOutcome,
  type Store,
} from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { connect, leadRun, syncNow } from "@muster/sync";
import { onTestFinished } from "vitest";
import { type Environment, jsonOf, musterHere, type Ran } from "./muster.ts";
import { newMasterKey, startVendor, type TestVendor } from "./vendor.ts";

export type DatabaseEnvironment = Environment & { DATABASE_URL: string; MUSTER_MASTER_KEY: string };

/** An empty database of the test's own, and the environment that names it. */
export async function emptyDatabase(): Promise<DatabaseEnvironment> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return { DATABASE_URL: database.url, MUSTER_MASTER_KEY: newMasterKey() };
}

export async function migratedDatabase(): Promise<DatabaseEnvironment> {
  const env = await emptyDatabase();
  await migrate(env.DATABASE_URL);
  return env;
}

/**
 * An integration named `hr` with a simulated vendor. What a test is not about is done in its own process, which
 * is a hundred times faster than a command.
 */
export interface TestWorld {
  vendor: TestVendor;
  env: DatabaseEnvironment;
  store: Store;
  org: Organization;
  integration: Integration;
  /** A sync at a day of the world; its first one unless told otherwise. */
  sync: (now?: string) => Promise<RunOutcome>;
  members: (status?: Member["status"]) => Promise<Member[]>;
  /** Runs a command. */
  run: (args: readonly string[], now?: string) => Promise<Ran>;
  /** Runs a command for its lines of JSON. */
  ask: <T = Record<string, unknown>>(args: readonly string[], now?: string) => Promise<T[]>;
}

const silent = { info: () => undefined, error: () => undefined };

export async function connectedWorld(
  vendorOptions: Parameters<typeof startVendor>[0] = {},
): Promise<TestWorld> {
  const vendor = await startVendor(vendorOptions);
  const env: DatabaseEnvironment = { ...vendor.env, ...(await migratedDatabase()) };
  let clock = new Date(vendor.now);
  const opened = await openMuster(parseEnv(env), {
    log: silent,
    clock: { now: () => clock },
    maxConnections: 3,
  });
  onTestFinished(() => opened.close());
  const { store, engine } = opened;
  const org = await findOrganization(store, "default");
  const { config, url } = vendor.simulator;
  const integration = await connect(engine, {
    actor: "test",
    orgId: org.id,
    connector: "bamboohr",
    name: "hr",
    config,
    baseUrl: url,
  });
  const run: TestWorld["run"] = async (args, now) =>
    musterHere(args, now === undefined ? env : { ...env, MUSTER_NOW: now });
  return {
    vendor,
    env,
    store,
    org,
    integration,
    async sync(now = vendor.now) {
      clock = new Date(now);
      const actor = "test";
      const queued = await syncNow(engine, integration, {
        mode: "full",
        dryRun: false,
        actor,
        forWorker: false,
      });
      const control = { signal: new AbortController().signal, shouldYield: () => false };
      const lead = { runId: queued.id, orgId: org.id, token: null, worker: "test", control };
      const result = await leadRun(engine, lead);
      if (result.kind !== "ended") throw new Error(`the run was ${result.kind}`);
      return result.outcome;
    },
    members: (status) =>
      store.forOrganization(org.id, (tx) =>
        listMembers(tx, { afterId: 0, limit: 1_000, ...(status && { status }) }),
      ),
    run,
    ask: async (args, now) => jsonOf(await run([...args, "--json"], now)),
  };
}

/** What the last line of `sync --json` says. */
export interface SyncResult {
  run: string;
  integration: string;
  mode: string;
  state: string;
  certificate: string | null;
  counts: Record<string, number>;
  held: { code: string; people: number; base: number; rule: string }[];
}

/** Syncs in the command's own process; gives its exit code and its last line. */
export async function syncInline(
  world: TestWorld,
  now?: string,
  ...options: string[]
): Promise<{ code: number | null; result: SyncResult; ran: Ran }> {
  const ran = await world.run(["sync", "hr", "--inline", "--json", ...options], now);
  const result = jsonOf<SyncResult>(ran).at(-1);
  if (!result) throw new Error(ran.stderr);
  return { code: ran.code, result, ran };
}

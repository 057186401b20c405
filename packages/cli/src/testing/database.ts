import { migrate, openStore, type Store } from "@muster/store";
import { createTestDatabase } from "@muster/store/testing";
import { onTestFinished } from "vitest";
import { type Environment, jsonOf, muster, type Ran } from "./muster.ts";
import { newMasterKey, startVendor, type TestVendor } from "./vendor.ts";

/** An empty database of the test's own, and the environment that names it. */
export async function emptyDatabase(): Promise<Environment & { DATABASE_URL: string }> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return { DATABASE_URL: database.url, MUSTER_MASTER_KEY: newMasterKey() };
}

export async function migratedDatabase(): Promise<Environment & { DATABASE_URL: string }> {
  const env = await emptyDatabase();
  await migrate(env.DATABASE_URL);
  return env;
}

/** To look past the command line. */
export async function storeOf(env: { DATABASE_URL: string }): Promise<Store> {
  const store = await openStore({ connectionString: env.DATABASE_URL, maxConnections: 3 });
  onTestFinished(() => store.close());
  return store;
}

/** An integration named `hr` with a simulated vendor, not yet synced. */
export interface TestWorld {
  vendor: TestVendor;
  env: Environment & { DATABASE_URL: string };
  /** Runs a command at a day of the world; its first one unless told otherwise. */
  run(args: readonly string[], now?: string): Promise<Ran>;
  /** The same, giving its lines of JSON. */
  ask<T = Record<string, unknown>>(args: readonly string[], now?: string): Promise<T[]>;
}

export async function connectedWorld(
  vendorOptions: Parameters<typeof startVendor>[0] = {},
): Promise<TestWorld> {
  const vendor = await startVendor(vendorOptions);
  const env = { ...vendor.env, ...(await migratedDatabase()) };
  const run = async (args: readonly string[], now?: string): Promise<Ran> =>
    muster(args, now === undefined ? env : { ...env, MUSTER_NOW: now });
  const made = await run([
    "integrations",
    "create",
    "--connector",
    "bamboohr",
    "--name",
    "hr",
    ...vendor.where,
  ]);
  if (made.code !== 0) throw new Error(made.stderr);
  return { vendor, env, run, ask: async (args, now) => jsonOf(await run([...args, "--json"], now)) };
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

import { join } from "node:path";
import { inject } from "vitest";
import { type Binaries, findBinaries } from "../embedded/binaries.ts";
import { openDataFolder } from "../embedded/data-folder.ts";
import { ensureRunning } from "../embedded/ensure-running.ts";
import { withFolderLock } from "../embedded/folder-lock.ts";
import type { Login } from "../embedded/keeper.ts";

/**
 * - `pg18`: the embedded release; the login is a superuser, as with the embedded server
 * - `pg15owner`: the oldest release we support; the login owns its database, may create roles and no more
 */
export type TestServer = "pg18" | "pg15owner";

/** For `describe.each`: whatever holds on both holds on any server in between. */
export const testServers: readonly TestServer[] = ["pg18", "pg15owner"];

/**
 * The stricter of the two, for tests above the store: the oldest SQL and no superuser's rights. The command line's tests
 * run on the embedded release.
 */
export const engineServers: readonly TestServer[] = ["pg15owner"];

const POSTGRES_15 = { "linux-x64": "postgres-15-x64", "linux-arm64": "postgres-15-arm64" };

// Nothing here outlives a crash, so nothing has to reach the disk.
const SETTINGS = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", max_connections: "300" };

const logins = new Map<TestServer, Promise<Login>>();

/** The superuser's login of a server of this run; the first test of the run that asks starts it. */
export function superuserOf(server: TestServer): Promise<Login> {
  const known = logins.get(server) ?? start(server);
  logins.set(server, known);
  return known;
}

async function start(server: TestServer): Promise<Login> {
  const binaries = await binariesOf(server);
  const folder = await openDataFolder(join(inject("musterServers"), server));
  const spec = { binaries, settings: SETTINGS, initFlags: ["--no-sync"] };
  return withFolderLock(folder.lock, async () => (await ensureRunning(folder, spec)).login);
}

function binariesOf(server: TestServer): Promise<Binaries> {
  return server === "pg18" ? findBinaries() : findBinaries(POSTGRES_15);
}

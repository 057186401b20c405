import { lstat } from "node:fs/promises";
import { type Binaries, findBinaries } from "./binaries.ts";
import { type DataFolder, openDataFolder } from "./data-folder.ts";
import { ensureRunning, type RunningServer } from "./ensure-running.ts";
import { withFolderLock } from "./folder-lock.ts";
import { type Keeper, openKeeper, urlOf } from "./keeper.ts";
import { endPostmaster, findPostmaster } from "./postmaster.ts";

/** A Postgres that Muster runs itself, in its data folder, for this machine only. */
export interface EmbeddedServer {
  /** URL of the database `muster`; its login is a superuser. Holds the password. */
  connectionString: string;
  host: string;
  port: number;
  majorVersion: number;
  /** Whether it ran already. */
  joined: boolean;
  /**
   * Stops it unless somebody else is connected; close your own connections first. `stopped: false`: somebody is,
   * and the last of them stops it.
   */
  stop(): Promise<{ stopped: boolean }>;
}

export interface EmbeddedOptions {
  /** Where everything of it lies; made if missing. */
  dataDir: string;
  /** Told in one line what happens; a pino logger fits. */
  logger?: { info(message: string): void };
}

/**
 * Starts the Postgres of a data folder, or joins the one that runs there. It outlives this process unless
 * stopped: one that a killed process left behind is joined.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  return startRelease(await findBinaries(), options);
}

/** The same with a given release of Postgres. */
export async function startRelease(binaries: Binaries, options: EmbeddedOptions): Promise<EmbeddedServer> {
  const began = performance.now();
  const folder = await openDataFolder(options.dataDir);
  const { server, keeper } = await withFolderLock(folder.lock, async () => {
    const running = await ensureRunning(folder, { binaries, settings: {}, initFlags: [] });
    // Still under the lock: the next one to take it may want to stop the server.
    return { server: running, keeper: await openKeeper(running.login) };
  });
  const { port } = server.login;
  const did = server.joined ? "joined" : "started";
  const took = Math.round(performance.now() - began);
  options.logger?.info(`embedded Postgres ${binaries.version} ${did} on port ${port} in ${took} ms`);
  let stopping: Promise<{ stopped: boolean }> | undefined;
  return {
    connectionString: urlOf(server.login),
    host: "127.0.0.1",
    port,
    majorVersion: binaries.major,
    joined: server.joined,
    stop: () => (stopping ??= stop(folder, server, keeper)),
  };
}

async function stop(
  folder: DataFolder,
  server: RunningServer,
  keeper: Keeper,
): Promise<{ stopped: boolean }> {
  if (await isGone(folder.root)) {
    // The lock went with the data folder, and the data with it: there is nothing to write back.
    await keeper.close();
    await endPostmaster(server.pid, server.cluster, "SIGQUIT", 30_000);
    return { stopped: true };
  }
  return withFolderLock(folder.lock, async () => {
    const others = await countOthers(server, keeper);
    await keeper.close();
    if (others > 0) return { stopped: false };
    const postmaster = await findPostmaster(server.cluster);
    if (postmaster) await endPostmaster(postmaster.pid, server.cluster, "SIGINT", 60_000);
    return { stopped: true };
  });
}

/** Our keeper may have been cut by a crash of the server, which somebody may have started again since. */
async function countOthers(server: RunningServer, keeper: Keeper): Promise<number> {
  try {
    return await keeper.countOthers();
  } catch {
    const again = await findPostmaster(server.cluster);
    if (again === undefined) return 0;
    const second = await openKeeper({ ...server.login, port: again.port });
    try {
      return await second.countOthers();
    } finally {
      await second.close();
    }
  }
}

async function isGone(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    () => true,
  );
}

import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../errors.ts";
import type { Binaries } from "./binaries.ts";
import type { DataFolder } from "./data-folder.ts";
import { initCluster, readPassword, SUPERUSER } from "./init-cluster.ts";
import type { Login } from "./keeper.ts";
import { chooseMeans, type Means } from "./means.ts";
import { findPostmaster, forgetReusedPid, portBeforeCrash, type Postmaster } from "./postmaster.ts";
import { poll } from "./process-info.ts";
import { freePort, type Settings, startPostmaster } from "./server-process.ts";
import { findSite, refuseOtherVersion, type Site } from "./site.ts";

export interface RunningServer {
  login: Login;
  cluster: string;
  pid: number;
  /** Whether it ran already. */
  joined: boolean;
}

export interface ServerSpec {
  binaries: Binaries;
  settings: Settings;
  initFlags: readonly string[];
}

/** How long orphans of a killed server may hold its memory, and others take our ports. */
const RETRY_MS = 20_000;
const SETTLE_MS = 120_000;

/** Joins the server of a data folder or starts it, making its cluster first if need be. Call it under the lock. */
export async function ensureRunning(folder: DataFolder, spec: ServerSpec): Promise<RunningServer> {
  let site = await findSite(folder);
  await refuseOtherVersion(site, spec.binaries.major);
  const running = site.owner && (await settled(site.cluster));
  if (running) return describe(folder, site, running, true);
  const means = await chooseMeans(folder, site, spec.binaries);
  site = means.site;
  if (site.owner === undefined) await initCluster(folder, means, spec.initFlags);
  return start(folder, means, spec.settings);
}

async function start(folder: DataFolder, means: Means, settings: Settings): Promise<RunningServer> {
  const { cluster } = means.site;
  // A process that lost a crashed server finds the new one at the old port.
  let port = (await portBeforeCrash(cluster)) ?? (await freePort());
  await forgetReusedPid(cluster);
  const deadline = performance.now() + RETRY_MS;
  for (;;) {
    const outcome = await startPostmaster(means, { port, log: folder.log, settings });
    if ("pid" in outcome) return describe(folder, means.site, outcome, false);
    const quicker = await settled(cluster);
    if (quicker) return describe(folder, means.site, quicker, true);
    if (!outcome.passes || performance.now() >= deadline) throw startFailed(folder, outcome.reason);
    await delay(100);
    port = await freePort();
  }
}

function startFailed(folder: DataFolder, reason: string): StoreError {
  return new StoreError(`The embedded Postgres did not start: ${reason}`, {
    code: "embeddedStartFailed",
    fix: `See ${folder.log}. To begin anew move ${folder.root} away, or set DATABASE_URL to a Postgres 15 or newer of your own.`,
  });
}

/** A server that serves; waits for one that is about to, and until one that stops is gone. */
async function settled(cluster: string): Promise<Postmaster | undefined> {
  const found = await poll(
    async () => {
      const server = await findPostmaster(cluster);
      return server === undefined || server.status === "ready" ? { server } : undefined;
    },
    { everyMs: 20, forMs: SETTLE_MS },
  );
  if (found) return found.server;
  throw new StoreError(`The embedded Postgres has been starting or stopping for ${SETTLE_MS / 1000} s.`, {
    code: "embeddedBusy",
    fix: "Look into pg.log in the data folder; end that process if it hangs, then start again.",
  });
}

async function describe(
  folder: DataFolder,
  site: Site,
  server: Postmaster,
  joined: boolean,
): Promise<RunningServer> {
  const password = await readPassword(folder);
  return {
    login: { port: server.port, user: SUPERUSER, password },
    cluster: site.cluster,
    pid: server.pid,
    joined,
  };
}

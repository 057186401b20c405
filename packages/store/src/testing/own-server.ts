import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { createServer, connect, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inject, onTestFinished } from "vitest";
import { findBinaries } from "../embedded/binaries.ts";
import { openDataFolder } from "../embedded/data-folder.ts";
import { destroyServer } from "../embedded/destroy.ts";
import { ensureRunning } from "../embedded/ensure-running.ts";
import { withFolderLock } from "../embedded/folder-lock.ts";
import { openKeeper, urlOf } from "../embedded/keeper.ts";
import { chooseMeans } from "../embedded/means.ts";
import { endPostmaster } from "../embedded/postmaster.ts";
import { startPostmaster } from "../embedded/server-process.ts";
import { findSite } from "../embedded/site.ts";

/** A Postgres of a test's own, for what no other test should live through. */
export interface OwnServer {
  /** Of its one database; the login is a superuser. The same after a restart. */
  url: string;
  /** `SIGINT`: in order, `SIGQUIT`: at once, `SIGKILL`: as a crash. Nobody is asked. */
  stop(signal: "SIGINT" | "SIGQUIT" | "SIGKILL"): Promise<void>;
  start(): Promise<void>;
  /** Every process of it stands still: connections stay open, and nobody answers. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
}

const SETTINGS = { fsync: "off", full_page_writes: "off" };

/**
 * Starts a server in a folder of its own, until the test is over. `dataDir`: where it lies instead, on a small disk for
 * example; whoever gives it removes it.
 */
export async function startOwnServer(
  options: { settings?: Record<string, string>; dataDir?: string } = {},
): Promise<OwnServer> {
  const dataDir = options.dataDir ?? join(inject("musterServers"), `own-${randomBytes(4).toString("hex")}`);
  const binaries = await findBinaries();
  const folder = await openDataFolder(dataDir);
  const settings = { ...SETTINGS, ...options.settings };
  let server = await withFolderLock(folder.lock, () =>
    ensureRunning(folder, { binaries, settings, initFlags: ["--no-sync"] }),
  );
  onTestFinished(() => destroyServer(dataDir));
  const { port } = server.login;
  // In good order it leaves nothing that tells its port, and the next one would choose another.
  const again = async (): Promise<void> => {
    const means = await chooseMeans(folder, await findSite(folder), binaries);
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await startPostmaster(means, { port, log: folder.log, settings });
      if ("pid" in outcome) {
        server = { ...server, pid: outcome.pid };
        return;
      }
      if (!outcome.passes || attempt > 200) throw new Error(outcome.reason);
      await delay(100);
    }
  };
  await (await openKeeper(server.login)).close();
  const signalAll = async (signal: "SIGSTOP" | "SIGCONT"): Promise<void> => {
    for (const pid of [server.pid, ...(await childrenOf(server.pid))]) process.kill(pid, signal);
  };
  return {
    url: urlOf(server.login),
    stop: (signal) => endPostmaster(server.pid, server.cluster, signal, 60_000),
    start: again,
    freeze: () => signalAll("SIGSTOP"),
    thaw: () => signalAll("SIGCONT"),
  };
}

async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, "utf8").catch(() => "");
    // The command's name, in brackets, may hold anything; the parent is the second word after it.
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(parent) === pid) found.push(Number(name));
  }
  return found;
}

/** A way to a server on which everything can get lost, without either side being told. */
export interface Shim {
  url: string;
  /** From now on nothing goes through, and nothing is closed: a half-open connection. New ones are as silent. */
  swallow(): void;
  /** New connections work again; those that fell silent stay so. */
  heal(): void;
}

/** Puts a shim in front of a server, until the test is over. */
export async function startShim(target: string): Promise<Shim> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const silent = new Set<Socket>();
  let swallowing = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      if (swallowing) silent.add(from);
      from.on("error", () => undefined);
      from.on("data", (data) => {
        if (!silent.has(from)) to.write(data);
      });
      from.on("close", () => {
        sockets.delete(from);
        if (!silent.has(from)) to.destroy();
      });
    }
  });
  await new Promise<void>((listening) => {
    server.listen(0, "127.0.0.1", listening);
  });
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("it listens on a port");
  const url = new URL(target);
  url.port = String(address.port);
  return {
    url: url.href,
    swallow() {
      swallowing = true;
      for (const socket of sockets) silent.add(socket);
    },
    heal() {
      swallowing = false;
    },
  };
}

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { StoreError } from "../errors.ts";
import { program } from "./binaries.ts";
import type { Means } from "./means.ts";
import { findPostmaster, type Postmaster } from "./postmaster.ts";
import { launchOf, reasonIn } from "./runner.ts";

/** Settings of the server, over its own defaults. */
export type Settings = Readonly<Record<string, string>>;

const SETTINGS: Settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "2GB",
  checkpoint_timeout: "15min",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // A failed statement and the row it failed on hold personal data. Its client is told; the log is not.
  log_min_messages: "log",
  log_min_error_statement: "panic",
  log_error_verbosity: "terse",
};

// A long recovery after a crash writes a lot back.
const READY_WITHIN_MS = 120_000;

/** Why a server ended before it was ready. */
export interface FailedStart {
  reason: string;
  /** The port was taken, orphans of a killed server still use its memory, or another server was quicker. */
  passes: boolean;
}

/** Starts a server that outlives this process, and waits until it serves or has ended. */
export async function startPostmaster(
  means: Means,
  options: { port: number; log: string; settings: Settings },
): Promise<Postmaster | FailedStart> {
  const { cluster } = means.site;
  const settings = Object.entries({ ...SETTINGS, ...options.settings, port: String(options.port) });
  const args = ["-D", cluster, ...settings.flatMap(([name, value]) => ["-c", `${name}=${value}`])];
  const log = await open(options.log, "a", 0o600);
  try {
    const start = (await log.stat()).size;
    const launch = launchOf(means.runner, program(means.binaries, "postgres"), args, cluster);
    const child = spawn(launch.file, launch.args, {
      ...launch.options,
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
    });
    child.unref();
    return (
      (await outcomeOf(child, cluster)) ?? failureIn((await readFile(options.log)).subarray(start).toString())
    );
  } finally {
    await log.close();
  }
}

/** The server once it is ready, or undefined if it ended first. */
async function outcomeOf(child: ChildProcess, cluster: string): Promise<Postmaster | undefined> {
  let ended = false;
  const end = (): void => {
    ended = true;
  };
  child.once("exit", end).once("error", end);
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const found = await findPostmaster(cluster);
    if (found?.pid === child.pid && found?.status === "ready") return found;
    if (ended) return undefined;
    await delay(5);
  }
  throw new StoreError(`Postgres is not ready after ${READY_WITHIN_MS / 1000} s.`, {
    code: "embeddedStartFailed",
    fix: "It may still be recovering from a crash: look into pg.log in the data folder and start again.",
  });
}

function failureIn(output: string): FailedStart {
  return {
    reason: reasonIn(output),
    passes: /Address already in use|pre-existing shared memory block|lock file .* already exists/.test(
      output,
    ),
  };
}

/** A port of 127.0.0.1 that nobody listens on now. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new StoreError("The system gave no free port.", {
    code: "embeddedStartFailed",
    fix: "Start again; if it happens again, set DATABASE_URL to a Postgres 15 or newer of your own.",
  });
}

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { isStoreError, type StoreError } from "../errors.ts";
import { destroyServer, endServer } from "../embedded/destroy.ts";

/** A data folder of this test's own in a folder that no other user may enter; gone with its server afterwards. */
export async function privateDataFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "muster-embedded-"));
  onTestFinished(() => destroyServer(parent));
  const dataDir = join(parent, "data");
  onTestFinished(() => destroyServer(dataDir));
  return dataDir;
}

let used: string | undefined;

/**
 * One data folder for all tests of a file that need none of their own, for `initdb` takes a second. What runs there
 * is ended after the test; the folder goes with the run's servers.
 */
export function usedDataFolder(): string {
  const dataDir = (used ??= join(inject("musterServers"), `used-${randomBytes(4).toString("hex")}`));
  onTestFinished(async () => {
    await endServer(dataDir);
  });
  return dataDir;
}

/** What the other process says in one line. */
export interface Report {
  connectionString?: string;
  port?: number;
  joined?: boolean;
  stopped?: boolean;
  code?: string;
  message?: string;
  fix?: string;
}

export interface OtherProcess {
  process: ChildProcess;
  /** What it printed next. */
  next(): Promise<Report>;
  /** Lets it stop the server, as far as it may, and waits for its end. */
  finish(): Promise<Report>;
  kill(): Promise<void>;
}

/** Another process that starts the server of the folder and holds it. */
export function otherProcess(dataDir: string, programs = "", user = ""): OtherProcess {
  const script = fileURLToPath(new URL("./embedded-child.ts", import.meta.url));
  const child = spawn(process.execPath, [script, dataDir, programs, user], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Report> => {
    const line = await lines.next();
    if (line.done) throw new Error("The other process ended without a word.");
    return parseReport(line.value);
  };
  const ended = async (act: () => unknown): Promise<void> => {
    const exit = once(child, "exit");
    act();
    await exit;
  };
  return {
    process: child,
    next,
    async finish() {
      const [said] = await Promise.all([next(), ended(() => child.stdin.end())]);
      return said;
    },
    kill: () => ended(() => child.kill("SIGKILL")),
  };
}

function parseReport(line: string): Report {
  const value: unknown = JSON.parse(line);
  if (isReport(value)) return value;
  throw new Error(`The other process said ${line}`);
}

/** What our own embedded-child.ts prints: every field of it is optional. */
function isReport(value: unknown): value is Report {
  return typeof value === "object" && value !== null;
}

/** A connection that is closed when the test is over. */
export async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end().catch(() => undefined));
  return client;
}

/** The error of the store that the work ends with. */
export async function errorOf(work: Promise<unknown>): Promise<StoreError> {
  const outcome: unknown = await work.then(
    () => new Error("It did not fail."),
    (error: unknown) => error,
  );
  if (isStoreError(outcome)) return outcome;
  throw outcome;
}

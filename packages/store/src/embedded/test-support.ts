import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { inject, onTestFinished } from "vitest";
import { isStoreError, type StoreError } from "../errors.ts";
import { openDataFolder } from "./data-folder.ts";
import { destroyServer } from "./destroy.ts";
import { withFolderLock } from "./folder-lock.ts";
import { findSite } from "./site.ts";
import { startEmbedded } from "./start-embedded.ts";

/** A data folder of this test's own in a folder that no other user may enter; gone with its server afterwards. */
export async function privateDataFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), "muster-embedded-"));
  onTestFinished(() => destroyServer(parent));
  const dataDir = join(parent, "data");
  onTestFinished(() => destroyServer(dataDir));
  return dataDir;
}

/** The same with an empty database that was made, and stopped, before. Made once a run: `initdb` takes a second. */
export async function usedDataFolder(): Promise<string> {
  const template = join(inject("musterServers"), "template");
  const folder = await openDataFolder(template);
  await withFolderLock(`${folder.root}.lock`, async () => {
    const site = await findSite(folder);
    if (site.owner === undefined) await (await startEmbedded({ dataDir: template })).stop();
  });
  const dataDir = await privateDataFolder();
  await cp(template, dataDir, { recursive: true });
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
  const script = fileURLToPath(new URL("./child-process.ts", import.meta.url));
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
    const report: Report = JSON.parse(line.value);
    return report;
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

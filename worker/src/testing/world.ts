import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { type Clock, type Muster, openMuster, parseEnv } from "@muster/config";
import {
  findOrganization,
  findRun,
  hasEnded,
  type Integration,
  listRuns,
  type RunRecord,
} from "@muster/store";
import { connect, type EngineLog } from "@muster/sync";
import { onTestFinished } from "vitest";
import { startWorker, type Worker, type WorkerOptions } from "../start-worker.ts";

/** A database, a vendor and an integration between them, switched off. */
export interface World {
  muster: Muster;
  integration: Integration;
  orgId: number;
  /** With which another process sees the same world. */
  environment: Record<string, string>;
  /** What was logged, for the failures of a test to tell. */
  logged: LogLine[];
  log: EngineLog;
}

export interface LogLine {
  level: "info" | "error";
  message: string;
  details: object;
}

export interface WorldInput {
  /** Dropped with the test. */
  database: { url: string; drop: () => Promise<void> };
  /** Closed with the test. */
  vendor: { url: string; config: object; close: () => Promise<void> };
  /** In place of the vendor's own. */
  requestsPerSecond?: number;
  clock?: Clock;
}

/** Migrates the database and joins it with the vendor, until the test is over. */
export async function openWorld(input: WorldInput): Promise<World> {
  const { database, vendor, requestsPerSecond } = input;
  onTestFinished(database.drop);
  onTestFinished(vendor.close);
  const environment = {
    DATABASE_URL: database.url,
    MUSTER_MASTER_KEY: randomBytes(32).toString("base64"),
    MUSTER_ALLOW_HOSTS: new URL(vendor.url).host,
  };
  const logged: LogLine[] = [];
  const log: EngineLog = {
    info: (details, message) => void logged.push({ level: "info", message, details }),
    error: (details, message) => void logged.push({ level: "error", message, details }),
  };
  const options = { log, migrate: true, ...(input.clock && { clock: input.clock }) };
  const muster = await openMuster(parseEnv(environment), options);
  onTestFinished(() => muster.close());
  const { id: orgId } = await findOrganization(muster.store, "default");
  const limits = requestsPerSecond && {
    windows: [{ requests: requestsPerSecond, seconds: 1 }],
    concurrent: 1,
  };
  const integration = await connect(muster.engine, {
    actor: "test",
    orgId,
    connector: "bamboohr",
    name: "HR",
    config: { ...vendor.config, ...(limits && { limits }) },
    baseUrl: vendor.url,
  });
  return { muster, integration, orgId, environment, logged, log };
}

/** A worker of this process, stopped with the test at the latest. */
export async function workerIn(
  world: Pick<World, "muster" | "log">,
  options: Partial<WorkerOptions> = {},
): Promise<Worker> {
  const worker = await startWorker(world.muster, { log: world.log, ...options });
  onTestFinished(() => worker.stop());
  return worker;
}

export async function runsOf({ muster, orgId }: World): Promise<RunRecord[]> {
  return muster.store.forOrganization(orgId, (tx) => listRuns(tx, { limit: 1000 }));
}

/** The run once it has ended. */
export async function ended(world: World, runId: number, withinMs = 20_000): Promise<RunRecord> {
  return until(
    async () => {
      const run = await world.muster.store.forOrganization(world.orgId, (tx) => findRun(tx, runId));
      return run && hasEnded(run.state) ? run : undefined;
    },
    withinMs,
    () => `run ${runId} did not end: ${JSON.stringify(world.logged)}`,
  );
}

/** The first thing that `look` finds. */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  withinMs: number,
  complaint: () => string,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(complaint());
    await delay(25);
  }
}

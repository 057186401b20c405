import { randomBytes } from "node:crypto";
import { type Muster, openMuster, parseEnv } from "@muster/config";
import { type Simulator, startSimulator } from "@muster/simulators";
import { createOrganization, findRun, hasEnded, type Integration, type RunRecord } from "@muster/store";
import { type Aftermath, createTestDatabase, type TestDatabase } from "@muster/store/testing";
import { connect, type EngineLog, leadRun, syncNow } from "@muster/sync";
import { onTestFinished } from "vitest";
import { type Inspector, openInspector } from "./inspect.ts";
import { expectedIds } from "./reads.ts";
import { until } from "./world.ts";

/** One organization with one integration at a vendor of its own. */
export interface Lane {
  orgId: number;
  integration: Integration;
  vendor: Simulator;
}

/** Several organizations in one database, with no worker. */
export interface Lanes {
  muster: Muster;
  environment: Record<string, string>;
  inspector: Inspector;
  log: EngineLog;
  lanes: Lane[];
  /** Another organization beside them. */
  add: () => Promise<Lane>;
}

interface LanesInput {
  count: number;
  /** Of each company. */
  employees: number;
  vendor?: string;
  /** All of them at this one, with one account, by its real limits. */
  simulator?: Simulator;
  /** Of each account, in place of the vendor's limits. */
  requestsPerSecond?: number;
  /** In place of a database of the run's servers: where Muster connects, and where the test itself does. */
  database?: { url: string; superuserUrl: string };
  log?: EngineLog;
}

/** Makes a database, migrated, and the organizations in it, until the test is over. */
export async function openLanes(input: LanesInput): Promise<Lanes> {
  const database = input.database ?? (await ownDatabase());
  const allowHosts: string[] = [];
  const environment: Record<string, string> = {
    DATABASE_URL: database.url,
    MUSTER_MASTER_KEY: randomBytes(32).toString("base64"),
  };
  const log: EngineLog = input.log ?? { info: () => undefined, error: () => undefined };
  const options = { log, migrate: true, allowHosts, maxConnections: 20 };
  const muster = await openMuster(parseEnv(environment), options);
  onTestFinished(() => muster.close());
  // Vendors come to exist after it was opened.
  const engine = { ...muster.engine, allowHosts };
  const add = async (): Promise<Lane> => {
    const lane = await openLane({ ...muster, engine }, input);
    allowHosts.push(new URL(lane.vendor.url).host);
    environment["MUSTER_ALLOW_HOSTS"] = allowHosts.join(",");
    return lane;
  };
  const lanes: Lane[] = [];
  for (let index = 0; index < input.count; index += 1) lanes.push(await add());
  const inspector = await openInspector(database);
  return { muster: { ...muster, engine }, environment, inspector, log, lanes, add };
}

async function ownDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase();
  onTestFinished(database.drop);
  return database;
}

async function openLane({ store, engine }: Muster, input: LanesInput): Promise<Lane> {
  const { employees, requestsPerSecond } = input;
  const vendor = input.simulator ?? (await startSimulator(input.vendor ?? "bamboohr", { employees }));
  if (!input.simulator) onTestFinished(vendor.close);
  const slug = `o${randomBytes(6).toString("hex")}`;
  const { id: orgId } = await createOrganization(store, { slug, name: slug });
  const limits = requestsPerSecond && {
    windows: [{ requests: requestsPerSecond, seconds: 1 }],
    concurrent: 1,
  };
  const integration = await connect(engine, {
    actor: "test",
    orgId,
    connector: vendor.vendor,
    name: "HR",
    config: { ...vendor.config, ...(limits && { limits }) },
    baseUrl: vendor.url,
  });
  return { orgId, integration, vendor };
}

/** Queues a full run of a lane; with a job, unless the caller leads it. */
export async function queue(
  { muster }: Pick<Lanes, "muster">,
  { integration }: Lane,
  forWorker = true,
): Promise<number> {
  const request = { mode: "full", dryRun: false, actor: "admin", forWorker } as const;
  return (await syncNow(muster.engine, integration, request)).id;
}

/** Syncs a lane in this process; gives the run as it ended. */
export async function syncHere(lanes: Pick<Lanes, "muster">, lane: Lane): Promise<RunRecord> {
  const runId = await queue(lanes, lane, false);
  const control = { signal: new AbortController().signal, shouldYield: () => false };
  await leadRun(lanes.muster.engine, { runId, orgId: lane.orgId, token: null, worker: "here", control });
  return endedIn(lanes, lane, runId, 30_000);
}

/** The run once it has ended. */
export async function endedIn(
  { muster: { store } }: Pick<Lanes, "muster">,
  { orgId }: Lane,
  runId: number,
  withinMs = 60_000,
): Promise<RunRecord> {
  return until(
    async () => {
      const run = await store.forOrganization(orgId, (tx) => findRun(tx, runId));
      return run && hasEnded(run.state) ? run : undefined;
    },
    withinMs,
    () => `run ${runId} has not ended`,
  );
}

/** What a fault left behind in a lane; `lift` takes it away. */
export function leftIn(
  lanes: Pick<Lanes, "muster" | "inspector">,
  lane: Lane,
  lift: () => Promise<unknown> | undefined = () => undefined,
): Aftermath {
  return {
    query: lanes.inspector.query,
    orgId: lane.orgId,
    mayBeOut: goneFrom(lane),
    syncClean: async () => {
      await lift();
      return syncHere(lanes, lane);
    },
    roster: () => expectedIds(lane.vendor.company()),
  };
}

/** External ids of whoever has really left. */
function goneFrom({ vendor }: Lane): string[] {
  return vendor.company().flatMap(({ id, employment }) => (employment === "terminated" ? [id] : []));
}

/** HR hires one, lets one go and moves two. */
export function liveOn({ vendor }: Lane): void {
  vendor.edit({ op: "hire" });
  vendor.edit({ op: "terminate" });
  vendor.edit({ op: "move" });
  vendor.edit({ op: "move" });
}

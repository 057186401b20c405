import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type Child, startChild } from "./child.ts";
import type { Database } from "./database.ts";
import type { Customer } from "./engine-messages.ts";
import { type EngineSide, startEngine } from "./engine-side.ts";
import type { BenchOptions } from "./options.ts";
import { atMost, type Row } from "./report.ts";
import { startVendorSide } from "./vendor-side.ts";

const INTEGRATIONS = 5_000;
const PEOPLE = 200;
const LARGE = 1_000_000;
const WORKERS = 2;
/** Nobody waits longer than that for a fleet: then it is not measured. */
const PATIENCE_MS = 30 * 60_000;

interface Fleet {
  database: Database;
  engine: EngineSide;
  progress: (text: string) => void;
}

/**
 * Many small integrations that fall due together, carried by two worker processes that read simulated vendors; then a
 * few of them beside the sync of one large company. `--people` gives the large one another size.
 */
export async function fleetRows(
  database: Database,
  options: BenchOptions,
  progress: (text: string) => void,
): Promise<Row[]> {
  const integrations = options.neighbours ?? INTEGRATIONS;
  progress(`simulating a vendor of ${PEOPLE} people and one of ${options.people ?? LARGE}`);
  const small = await startVendorSide("bamboohr", PEOPLE);
  const large = await startVendorSide("bamboohr", options.people ?? LARGE);
  const masterKey = randomBytes(32).toString("base64");
  const allowHosts = [small.host, large.host];
  const engine = await startEngine(database.connectionString, { masterKey, allowHosts });
  const fleet: Fleet = { database, engine, progress };
  const workers: Child[] = [];
  try {
    progress(`connecting ${integrations} integrations`);
    const slugs = Array.from({ length: integrations }, (_, place) => `fleet-${place}`);
    const customers = await engine.found(slugs, { ...small.source, account: "companyDomain" });
    for (let place = 0; place < WORKERS; place += 1)
      workers.push(startWorker(database, masterKey, allowHosts));
    const minutes = await allDue(fleet, integrations);
    const [company] = await engine.found(["large"], large.source);
    if (!company) throw new Error("no organization was made");
    const wait = await besideLarge(fleet, company, customers);
    return [
      atMost({
        scenario: `${integrations.toLocaleString("en-US")} integrations of ${PEOPLE} people all due, ${WORKERS} workers`,
        goal: 10,
        measured: minutes,
        unit: "min",
      }),
      atMost({
        scenario: `start of a small one beside a sync of ${(options.people ?? LARGE).toLocaleString("en-US")}, 95 %`,
        goal: 60,
        measured: wait,
        unit: "s",
      }),
    ];
  } finally {
    await Promise.all(workers.map((worker) => worker.end("SIGTERM")));
    await engine.close();
    await Promise.all([small.close(), large.close()]);
  }
}

/** A worker as an operator starts it. */
function startWorker(
  { connectionString, dataDir }: Database,
  masterKey: string,
  hosts: readonly string[],
): Child {
  const muster = fileURLToPath(new URL("../bin.ts", import.meta.url));
  return startChild([muster, "worker"], {
    DATABASE_URL: connectionString,
    MUSTER_DATA_DIR: dataDir,
    MUSTER_MASTER_KEY: masterKey,
    MUSTER_ALLOW_HOSTS: hosts.join(","),
    LOG_LEVEL: "error",
  });
}

/** Minutes from the moment when all fall due until the last has ended. */
async function allDue({ database: { client }, progress }: Fleet, integrations: number): Promise<number> {
  const began = performance.now();
  await client.query("update integrations set enabled = true, next_run_at = now()");
  for (;;) {
    await delay(1_000);
    const { rows } = await client.query<{ ended: number; failed: number }>(`
      select count(*) filter (where ended_at is not null)::integer as ended,
        count(*) filter (where state in ('failed', 'cancelled'))::integer as failed
      from runs`);
    const { ended = 0, failed = 0 } = rows[0] ?? {};
    if (failed > 0) throw new Error(`${failed} runs of the fleet failed`);
    const tookMs = performance.now() - began;
    if (ended >= integrations) return tookMs / 60_000;
    if (tookMs > PATIENCE_MS) throw new Error(`only ${ended} of ${integrations} runs ended in time`);
    progress(`${ended} of ${integrations} synced`);
  }
}

const ROUNDS = 10;
const A_ROUND = 10;
const BETWEEN_MS = 3_000;

/** Seconds within which 95 % of small runs, asked for while the large one is under way, begin. */
async function besideLarge(fleet: Fleet, company: Customer, customers: readonly Customer[]): Promise<number> {
  const { database, engine, progress } = fleet;
  const { client } = database;
  await engine.wake([company]);
  await until(async () => (await underWay(fleet, company)) > 0);
  const { rows: newest } = await client.query<{ id: number }>("select max(id)::integer as id from runs");
  for (let round = 0; round < ROUNDS; round += 1) {
    progress(
      `the large company is being read (${await underWay(fleet, company)} so far), round ${round + 1}`,
    );
    await engine.wake(customers.slice(round * A_ROUND, (round + 1) * A_ROUND));
    await delay(BETWEEN_MS);
  }
  const waits = async (): Promise<number[]> => {
    const { rows } = await client.query<{ s: number }>(
      "select extract(epoch from started_at - queued_at)::float as s from runs where id > $1 and started_at is not null",
      [newest[0]?.id],
    );
    return rows.map(({ s }) => s).toSorted((a, b) => a - b);
  };
  const asked = Math.min(ROUNDS * A_ROUND, customers.length);
  await until(async () => (await waits()).length >= asked);
  if ((await underWay(fleet, company)) === 0)
    throw new Error("the large company was read too soon to tell anything");
  const sorted = await waits();
  return sorted[Math.ceil(0.95 * sorted.length) - 1] ?? 0;
}

/** People of the large company's run that is under way; 0 where none is. */
async function underWay({ database: { client } }: Fleet, { integrationId }: Customer): Promise<number> {
  const { rows } = await client.query<{ people: number }>(
    "select people::integer as people from runs where integration_id = $1 and ended_at is null and started_at is not null",
    [integrationId],
  );
  return rows[0]?.people ?? 0;
}

async function until(met: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await met())) {
    if (performance.now() > deadline) throw new Error("the fleet took too long");
    await delay(500);
  }
}

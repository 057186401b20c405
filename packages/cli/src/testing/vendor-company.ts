import { type Muster, openMuster, parseEnv } from "@muster/config";
import type { Bounds } from "@muster/connector-host";
import { createOrganization, listMembers, migrate, type Member, type RunOutcome } from "@muster/store";
import { type Aftermath, type Chance, createTestDatabase } from "@muster/store/testing";
import { type Simulator, type SimulatorOptions, startSimulator } from "@muster/simulators";
import { connect, type Engine, leadRun, syncNow } from "@muster/sync";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { newMasterKey } from "./vendor.ts";

const FIRST_DAY = "2026-05-01";
/** On pages of three these are twenty pages, where a vendor has pages. */
const EMPLOYEES = 60;
const ROWS_A_PAGE = 3;

/** Retries that do not keep a test waiting. */
const QUICK: Partial<Bounds> = {
  attempts: 3,
  retryBaseMs: 2,
  retryCapMs: 10,
  deadlineMs: 10_000,
  maxPages: 200,
};

/** A company in a simulated vendor that has been synced once, in an organization of its own. */
export interface VendorCompany {
  simulator: Simulator;
  /** Syncs as on the morning of the vendor's today. */
  sync: () => Promise<RunOutcome>;
  members: () => Promise<Member[]>;
  /** All that the engine has logged of it. */
  logged: () => string;
  /** What a fault left: lifted by taking the simulator's faults away, a day later. */
  left: () => Aftermath;
}

export interface CompanyOptions extends SimulatorOptions {
  bounds?: Partial<Bounds>;
}

/** A database for the tests of one file; gives what makes companies in it. */
export function useVendorCompanies(): (
  vendor: string,
  chance: Pick<Chance, "seed">,
  options?: CompanyOptions,
) => Promise<VendorCompany> {
  let muster: Muster | undefined;
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const database = await createTestDatabase();
    drop = database.drop;
    await migrate(database.url);
    const log = { info: () => undefined, error: () => undefined };
    const env = parseEnv({ DATABASE_URL: database.url, MUSTER_MASTER_KEY: newMasterKey() });
    muster = await openMuster(env, { log, maxConnections: 5 });
  });
  afterAll(async () => {
    await muster?.close();
    await drop?.();
  });
  return (vendor, chance, options) => {
    if (!muster) throw new Error("the database opens before the first test");
    return newCompany(muster.engine, vendor, chance.seed, options);
  };
}

let companies = 0;

async function newCompany(
  base: Engine,
  vendor: string,
  seed: number,
  { bounds, ...options }: CompanyOptions = {},
): Promise<VendorCompany> {
  const simulator = await startSimulator(vendor, {
    today: FIRST_DAY,
    employees: EMPLOYEES,
    seed,
    ...options,
  });
  onTestFinished(() => simulator.close());
  const small = (): void => simulator.setFaults({ mostRows: ROWS_A_PAGE });
  giveOwnAddresses(simulator);
  small();
  const lines: string[] = [];
  const keep = (details: object, message: string): void => {
    lines.push(`${JSON.stringify(details)} ${message}`);
  };
  const engine: Engine = {
    ...base,
    log: { info: keep, error: keep },
    allowHosts: [new URL(simulator.url).host],
    bounds: { ...QUICK, ...bounds },
    now: () => new Date(`${simulator.today()}T09:00:00Z`),
  };
  const { store } = engine;
  const org = await createOrganization(store, { slug: `company-${(companies += 1)}`, name: "A company" });
  const { config, url: baseUrl } = simulator;
  const by = { actor: "test", orgId: org.id };
  const integration = await connect(engine, { ...by, connector: vendor, name: "hr", config, baseUrl });
  const sync: VendorCompany["sync"] = async () => {
    const request = { mode: "full" as const, dryRun: false, actor: "test", forWorker: false };
    const { id: runId } = await syncNow(engine, integration, request);
    const control = { signal: new AbortController().signal, shouldYield: () => false };
    const result = await leadRun(engine, { runId, orgId: org.id, token: null, worker: "test", control });
    if (result.kind !== "ended") throw new Error(`the run was ${result.kind}`);
    return result.outcome;
  };
  const first = await sync();
  if (first.state !== "succeeded") throw new Error(`the first sync ${first.state}: ${first.reason}`);
  let lifted = false;
  return {
    simulator,
    sync,
    logged: () => lines.join("\n"),
    members: () => store.forOrganization(org.id, (tx) => listMembers(tx, { afterId: 0, limit: 1_000 })),
    left: () => ({
      query: async <R extends object>(text: string, values: unknown[] = []) =>
        (await store.systemPool.query<R>(text, values)).rows,
      orgId: org.id,
      mayBeOut: simulator.company().flatMap(({ id, employment }) => (isEmployed(employment) ? [] : [id])),
      async syncClean() {
        if (!lifted) {
          lifted = true;
          simulator.clearFaults();
          small();
          simulator.advance(1);
        }
        return sync();
      },
      roster: () =>
        simulator
          .company()
          .filter(({ employment, workEmail }) => isEmployed(employment) && workEmail !== null)
          .map(({ id }) => id),
    }),
  };
}

function isEmployed(employment: string): boolean {
  return employment === "active" || employment === "onLeave" || employment === "preStart";
}

/** People who share an address are a question for an admin, which is not what a fault is about. */
function giveOwnAddresses(simulator: Simulator): void {
  const owners = Map.groupBy(simulator.company(), ({ workEmail }) => workEmail);
  for (const [workEmail, [first, ...others]] of owners) {
    if (workEmail === null) continue;
    for (const { id, personId } of others) {
      if (personId !== undefined && personId === first?.personId) continue;
      simulator.edit({ op: "move", id, set: { workEmail: `of-${id}@acme.test` } });
    }
  }
}

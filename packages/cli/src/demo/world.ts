import { type Env, type Muster, openMuster } from "@muster/config";
import { nextRunAt } from "@muster/roster";
import { type Simulator, startSimulator } from "@muster/simulators";
import { findIntegration, findOrganization, type Organization, setEnabled } from "@muster/store";
import type { EngineLog } from "@muster/sync";
import { startWorker, type Worker } from "@muster/worker";
import { type WorldClock, worldClock } from "./clock.ts";

/** A simulated HR system, and Muster as in production beside it: store, engine and a worker. */
export interface World {
  simulator: Simulator;
  /** Other simulated vendors, each of a company of its own. */
  others: readonly Simulator[];
  muster: Muster;
  organization: Organization;
  worker: Worker;
  clock: WorldClock;
  /** Stops the worker, Muster and the simulator. */
  close(): Promise<void>;
}

export interface WorldOptions {
  env: Env;
  log: EngineLog;
  company: { seed: number; employees: number };
  /** Further vendors to simulate, from the same first day on. */
  others?: readonly { vendor: string; company: { seed: number; employees: number } }[];
  /** The simulators' first day, YYYY-MM-DD. */
  firstDay: string;
  /** What time it is in this world now; days between the two have passed. */
  now: Date;
  /** Port of the simulator; absent or 0: a free one. */
  port?: number;
  /** What has to be done before the worker looks for work. */
  beforeWork?: (parts: Pick<World, "simulator" | "muster" | "organization">) => Promise<void>;
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { env, log, company, firstDay, now, port = 0 } = options;
  const simulator = await startSimulator("bamboohr", { ...company, today: firstDay, port });
  const closing: (() => Promise<unknown>)[] = [simulator.close];
  const close = async (): Promise<void> => {
    for (const end of closing.toReversed()) await end();
  };
  try {
    const others: Simulator[] = [];
    for (const other of options.others ?? []) {
      const started = await startSimulator(other.vendor, { ...other.company, today: firstDay });
      closing.push(started.close);
      others.push(started);
    }
    const clock = worldClock(simulator, now);
    const muster = await openMuster(env, {
      log,
      clock,
      allowHosts: [simulator, ...others].map(({ url }) => new URL(url).host),
      migrate: true,
    });
    closing.push(() => muster.close());
    const organization = await findOrganization(muster.store, "default");
    await options.beforeWork?.({ simulator, muster, organization });
    const worker = await startWorker(muster, { log });
    closing.push(() => worker.stop());
    return { simulator, others, muster, organization, worker, clock, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Lets days pass. The schedule would sync within a minute of them; whoever tells a story asks for each sync
 * instead, so the next scheduled one moves past those days first.
 */
export async function passDays(world: World, integrationId: number, days: number): Promise<void> {
  const { muster, organization, simulator } = world;
  const then = new Date(muster.clock.now().getTime() + days * 86_400_000);
  await muster.store.forOrganization(organization.id, async (tx) => {
    const integration = await findIntegration(tx, integrationId);
    if (!integration?.enabled) return;
    await setEnabled(tx, integrationId, true, nextRunAt(integration, then));
  });
  simulator.advance(days);
}

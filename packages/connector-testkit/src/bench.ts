import { inspect } from "node:util";
import {
  type Bounds,
  type OpenConnector,
  openConnector,
  parseAllowHosts,
  parseConnectorConfig,
} from "@muster/connector-host";
import { type Connector, type PlainDate, plainDate } from "@muster/connector-sdk";
import type { FaultsInput, Simulator } from "@muster/simulators";

/** A connector and the simulated vendor that it is tried on. */
export interface Bench {
  connector: Connector;
  simulator: Simulator;
}

/** What the simulators can do wrong, by name. */
export type FaultName = NonNullable<FaultsInput["rules"]>[number]["fault"];

/** What is wrong, a sentence each; empty when nothing is. */
export type Findings = readonly string[];

/** One promise of every connector. `run` never throws for a promise that is broken. */
export interface Scenario {
  /** A sentence about the connector. */
  name: string;
  /** Nothing to try where everybody comes in one answer, without pages and without a total. */
  paged?: boolean;
  run: (bench: Bench) => Promise<Findings>;
}

/** A connector at work on the simulated vendor. */
export interface Session {
  open: OpenConnector;
  /** The simulator's today. */
  asOf: PlainDate;
}

/** No key of any simulator, and a canary: it may come back nowhere. */
export const WRONG_KEY = "canary-c0ffee-0000-4444-8888-wrong-key";

/** Retries that do not keep a test waiting. */
const QUICK: Partial<Bounds> = { attempts: 3, retryBaseMs: 5, retryCapMs: 20, deadlineMs: 20_000 };

/** Runs one scenario and takes its faults back. */
export async function runScenario({ run }: Scenario, bench: Bench): Promise<Findings> {
  try {
    return await run(bench);
  } finally {
    bench.simulator.clearFaults();
  }
}

/** Opens the connector with one of the simulator's keys, or with a text that is none; closes it after `work`. */
export async function withSession<T>(
  { connector, simulator }: Bench,
  work: (session: Session) => Promise<T>,
  options: { key?: string; bounds?: Partial<Bounds> } = {},
): Promise<T> {
  const config = parseConnectorConfig(connector, configFor(simulator, options.key ?? simulator.keys.full));
  const open = openConnector(connector, {
    config,
    baseUrl: simulator.url,
    allowHosts: parseAllowHosts(new URL(simulator.url).host),
    bounds: { ...QUICK, ...options.bounds },
  });
  try {
    return await work({ open, asOf: plainDate(simulator.today()) });
  } finally {
    open.close();
  }
}

/** The secrets that no text may hold. */
export function secretsOf({ keys }: Simulator): readonly string[] {
  return [keys.full, keys.restricted, keys.narrow, keys.forbidden, WRONG_KEY];
}

/** A page with something read before it and more to follow; the only one where everybody is on it. */
export function middlePage({ pageSize }: Connector): number {
  return pageSize === undefined ? 1 : 2;
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error);
}

/** The simulator's working configuration with another key in the place of the full one. */
function configFor({ config, keys }: Simulator, key: string): unknown {
  return JSON.parse(JSON.stringify(config), (_, value: unknown) => (value === keys.full ? key : value));
}

import { inspect } from "node:util";
import {
  type Bounds,
  type OpenConnector,
  openConnector,
  parseAllowHosts,
  parseConnectorConfig,
} from "@muster/connector-host";
import { type Connector, type PlainDate, plainDate } from "@muster/connector-sdk";
import type { LoggedRequest, Simulator } from "@muster/simulators";
import { leaksIn } from "./leaks.ts";
import type { Bench, Findings, Scenario, Subject } from "./scenario.ts";

/** A connector at work on the simulated vendor. */
export interface Session {
  open: OpenConnector;
  /** The simulator's today. */
  asOf: PlainDate;
}

export interface SessionOptions {
  /** One of the simulator's keys, or a text that is none. Default: the full one. */
  key?: string;
  /** The `auth` of a Config file in place of the usual one. */
  auth?: object;
  bounds?: Partial<Bounds>;
  /** Source fields. Default: those of the connector's mapping. */
  wanted?: readonly string[];
  /** Default: the vendor's own clock. */
  now?: () => Date;
}

const DAY_MS = 86_400_000;
/** Enough for every state and for three pages, and no more: each scenario reads them several times. */
const EMPLOYEES = 75;
const PAGES = 3;

/** Whatever a connector may ask a vendor for, beside tokens. */
export const DATA_OPERATIONS = [
  "list",
  "byId",
  "fields",
  "changes",
  "namedList",
  "table",
  "directory",
] as const;

/** Retries that do not keep a test waiting, and an end to a list that has none. */
const QUICK: Partial<Bounds> = {
  attempts: 3,
  retryBaseMs: 5,
  retryCapMs: 20,
  deadlineMs: 20_000,
  maxPages: 100,
};

/** Runs one scenario on a simulator of its own, and looks through what it would have logged. */
export async function runScenario(scenario: Scenario, subject: Subject): Promise<Findings> {
  const { connector, delivery } = subject;
  const { pageSize = 0 } = connector;
  const simulator = await subject.simulator(
    scenario.fullSize ? Math.max(EMPLOYEES, (PAGES - 1) * pageSize + 1) : EMPLOYEES,
  );
  try {
    const people = simulator.company().length;
    if (people < EMPLOYEES) return [`give the simulator ${EMPLOYEES} people or more; it has ${people}`];
    // A page of the vendor's own size would need a company of thousands for each scenario.
    if (!scenario.fullSize) simulator.setFaults({ mostRows: Math.ceil(people / PAGES) });
    const bench: Bench = { connector, simulator, delivery, log: [] };
    const findings = await scenario.run(bench);
    return [...findings, ...leaksIn(bench.log, simulator).map((leak) => `${leak} in the log`)];
  } finally {
    await simulator.close();
  }
}

/** Opens the connector on the simulator; closes it after `work`. */
export async function withSession<T>(
  bench: Bench,
  work: (session: Session) => Promise<T>,
  options: SessionOptions = {},
): Promise<T> {
  const { connector, simulator, log } = bench;
  const { wanted, now = () => vendorNow(simulator) } = options;
  const config = parseConnectorConfig(connector, configFor(simulator, options));
  const open = openConnector(connector, {
    config,
    baseUrl: simulator.url,
    allowHosts: parseAllowHosts(new URL(simulator.url).host),
    bounds: { ...QUICK, ...options.bounds },
    onRequest: (info) => void log.push(info),
    ...(wanted && { wanted }),
    now,
  });
  log.push(open.accountKey);
  try {
    return await work({ open, asOf: plainDate(simulator.today()) });
  } finally {
    open.close();
  }
}

/** The requests that were made during `work`. */
export async function requestsOf<T>(
  { simulator }: Bench,
  work: () => Promise<T>,
): Promise<{ result: T; requests: readonly LoggedRequest[] }> {
  const before = simulator.requests().length;
  const result = await work();
  return { result, requests: simulator.requests().slice(before) };
}

/** A page with something read before it and more to follow; the only one where everybody is on it. */
export function middlePage({ pageSize }: Connector): number {
  return pageSize === undefined ? 1 : 2;
}

/** What went wrong, in words. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : inspect(error);
}

/** The vendor's today, at the time of day that it really is. */
function vendorNow({ today }: Simulator): Date {
  return new Date(Date.parse(today()) + (Date.now() % DAY_MS));
}

/** A configuration that works, with another way to sign in or another key in the place of the full one. */
function configFor({ config, keys }: Simulator, { key = keys.full, auth }: SessionOptions): unknown {
  const whole = auth === undefined ? config : { ...config, auth };
  return JSON.parse(JSON.stringify(whole), (_, value: unknown) => (value === keys.full ? key : value));
}

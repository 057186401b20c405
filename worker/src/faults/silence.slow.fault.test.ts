import { setTimeout as delay } from "node:timers/promises";
import { createTestDatabase, fault, startOwnServer, startShim } from "@muster/store/testing";
import type { EngineLog } from "@muster/sync";
import { expect, onTestFinished } from "vitest";
import { openInspector } from "../testing/inspect.ts";
import { endedIn, type Lane, type Lanes, leftIn, openLanes, queue } from "../testing/lanes.ts";
import { until, workerIn } from "../testing/world.ts";

/** Lines of the log that one minute of trouble may cost. */
const LINES_A_MINUTE = 60;

interface Watched {
  lines: { at: number; message: string }[];
  log: EngineLog;
}

function watched(): Watched {
  const lines: Watched["lines"] = [];
  const note = (_: object, message: string): void => void lines.push({ at: performance.now(), message });
  return { lines, log: { info: note, error: note } };
}

/** A worker in the middle of a read of many pages. */
async function busy(
  database: { url: string; superuserUrl: string },
  { log }: Watched,
): Promise<{ lanes: Lanes; lane: Lane; id: number; endings: unknown[] }> {
  const lanes = await openLanes({
    count: 1,
    employees: 900,
    vendor: "rippling",
    requestsPerSecond: 1,
    database,
    log,
  });
  const [lane] = lanes.lanes;
  if (!lane) throw new Error("there is one");
  const worker = await workerIn(lanes);
  const endings: unknown[] = [];
  worker.done.catch((error: unknown) => endings.push(error));
  const id = await queue(lanes, lane);
  await until(
    () => (lane.vendor.requests().length > 2 ? true : undefined),
    20_000,
    () => "it does not read",
  );
  return { lanes, lane, id, endings };
}

/** When the worker said that the database has fallen silent, in milliseconds from `since`. */
async function noticed({ lines }: Watched, since: number): Promise<number> {
  const line = await until(
    () => lines.find(({ at, message }) => at > since && message.includes("fallen silent")),
    45_000,
    () => JSON.stringify(lines),
  );
  return line.at - since;
}

function expectFewLines({ lines }: Watched, since: number): void {
  const minutes = (performance.now() - since) / 60_000;
  expect(lines.filter(({ at }) => at > since).length).toBeLessThan(Math.max(1, minutes) * LINES_A_MINUTE);
}

fault(
  "F40",
  "S2",
  "half-open connections are noticed within 30 s and cut, without a storm of lines, and the run goes on",
  async () => {
    const database = await createTestDatabase();
    onTestFinished(database.drop);
    const shim = await startShim(database.url);
    const log = watched();
    const { lanes, lane, id, endings } = await busy({ ...database, url: shim.url }, log);
    const since = performance.now();
    shim.swallow();
    expect(await noticed(log, since)).toBeLessThan(30_000);
    expectFewLines(log, since);
    shim.heal();
    expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
    expect(endings).toEqual([]);
    return leftIn(lanes, lane);
  },
  { timeout: 300_000 },
);

fault(
  "F40",
  "S2",
  "a server that freezes is noticed within 30 s, and when it thaws the run goes on",
  async () => {
    const server = await startOwnServer();
    const log = watched();
    const { lanes, lane, id, endings } = await busy({ url: server.url, superuserUrl: server.url }, log);
    const since = performance.now();
    await server.freeze();
    onTestFinished(() => server.thaw());
    expect(await noticed(log, since)).toBeLessThan(30_000);
    await delay(5_000);
    expectFewLines(log, since);
    await server.thaw();
    expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
    expect(endings).toEqual([]);
    return leftIn(lanes, lane);
  },
  { timeout: 300_000 },
);

fault(
  "F40",
  "S2",
  "a database that takes no writes for a while, as a standby does, costs no storm of lines, and the run goes on",
  async () => {
    const server = await startOwnServer();
    const log = watched();
    const database = { url: server.url, superuserUrl: server.url };
    const { lanes, lane, id, endings } = await busy(database, log);
    const { query } = await openInspector(database);
    const since = performance.now();
    await query("alter system set default_transaction_read_only = on");
    await query("select pg_reload_conf()");
    await delay(20_000);
    expectFewLines(log, since);
    await query("set default_transaction_read_only = off");
    await query("alter system reset default_transaction_read_only");
    await query("select pg_reload_conf()");
    expect(await endedIn(lanes, lane, id, 120_000)).toMatchObject({ state: "succeeded" });
    expect(endings).toEqual([]);
    return leftIn(lanes, lane);
  },
  { timeout: 300_000 },
);

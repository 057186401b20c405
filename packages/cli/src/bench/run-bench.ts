import type { Shell } from "../context/shell.ts";
import { makePlace } from "../demo/place.ts";
import { alternativeRows } from "./alternative-rows.ts";
import { type Database, openDatabase, vacuum } from "./database.ts";
import { type EngineSide, startEngine } from "./engine-side.ts";
import { fleetRows } from "./fleet-rows.ts";
import { prepareFloor } from "./floor.ts";
import { limitRows, phasesOf, rowsOf } from "./judged-rows.ts";
import { settleNeighbours } from "./neighbours.ts";
import type { BenchOptions } from "./options.ts";
import { writePlans } from "./plans.ts";
import { jsonOf, type Row, tableOf } from "./report.ts";
import { type Measured, measureSize } from "./scenarios.ts";
import { vendorRows } from "./vendor-rows.ts";

const MILLION = 1_000_000;
/** What an operator may give a process: everything in it has to go by in a stream. */
const HEAP_MB = 256;

/** Runs the benchmark and prints it: rows to stdout, all else to stderr. A target that is missed is no failure. */
export async function runBench(shell: Shell, options: BenchOptions): Promise<void> {
  const { output, environment } = shell;
  const progress = (text: string): void => output.progress(text);
  // The user's own server is no floor of anything: other work runs on it.
  const place = await makePlace({ ...environment, DATABASE_URL: undefined }, "bench");
  try {
    const database = await openDatabase(place.env.dataDir);
    const rows: Row[] = [];
    try {
      rows.push(
        ...(await (options.fleet
          ? fleetRows(database, options, progress)
          : engineRows(shell, database, options))),
      );
    } finally {
      await database.close();
    }
    if (options.json) for (const row of rows) output.json(jsonOf(row));
    else output.line(tableOf(rows));
  } finally {
    await place.leave(false);
  }
}

async function engineRows(shell: Shell, database: Database, options: BenchOptions): Promise<Row[]> {
  const progress = (text: string): void => shell.output.progress(text);
  const organizations = options.neighbours ?? 500;
  progress(`settling ${organizations} other organizations of 2,000 people`);
  await prepareFloor(database.client);
  await settleNeighbours(database.client, { organizations, people: 2_000 });
  await vacuum(database.client);
  const people = options.people ?? 100_000;
  const alone = options.quick || options.people !== undefined;
  const pairs = options.pairs ?? (alone && people <= 100_000 && !options.quick ? 7 : alone ? 3 : 7);
  const onMeasured = (one: Measured): void => shell.output.note(phasesOf(one));
  const measure = (size: { people: number; pairs: number }, engine: EngineSide): Promise<Measured[]> =>
    measureSize(database, engine, { ...size, progress, onMeasured });
  const rows = await withEngine(database, people >= MILLION ? HEAP_MB : undefined, async (engine) => {
    const measured = await measure({ people, pairs }, engine);
    if (options.plans !== undefined) await writePlans(database, { people, file: options.plans });
    const limits = people >= MILLION ? limitRows(measured) : [];
    return [
      ...rowsOf(measured),
      ...limits,
      ...(alone ? [] : await alternativeRows(database, engine, progress)),
    ];
  });
  if (alone) return rows;
  rows.push(...(await vendorRows(database, progress)));
  const million = await withEngine(database, HEAP_MB, (engine) =>
    measure({ people: MILLION, pairs: Math.min(3, options.pairs ?? 3) }, engine),
  );
  return [...rows, ...rowsOf(million), ...limitRows(million)];
}

/** An engine that has just begun is slower than one that has worked for a while; ours have. */
async function withEngine<T>(
  database: Database,
  heapMb: number | undefined,
  work: (engine: EngineSide) => Promise<T>,
): Promise<T> {
  const engine = await startEngine(database.connectionString, heapMb === undefined ? {} : { heapMb });
  try {
    const slug = `bench-warm-${heapMb ?? "up"}`;
    const [customer] = await engine.found([slug]);
    if (customer) await engine.sync(customer, { domain: `${slug}.test`, people: 2_000, generation: 0 });
    return await work(engine);
  } finally {
    await engine.close();
  }
}

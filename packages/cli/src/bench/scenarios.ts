import type { Company } from "./company.ts";
import { type Database, forgetPeople, membersWritten, vacuum, writeMark } from "./database.ts";
import type { Customer, EngineSide } from "./engine-side.ts";
import { runFloor } from "./floor.ts";
import { type Spread, spreadOf } from "./numbers.ts";

/** Targets of a size, each for the whole run and for plan and apply against MERGE alone; null: not judged. */
export interface Targets {
  first: readonly [number, number | null];
  same: readonly [number, number | null];
  moved: readonly [number, number | null];
}

export interface SizeInput {
  people: number;
  pairs: number;
  targets: Targets;
  progress: (text: string) => void;
}

/** One scenario, measured. */
export interface Measured {
  scenario: "first" | "same" | "moved";
  people: number;
  whole: { engine: Spread; floor: Spread };
  core: { engine: Spread; floor: Spread };
  phases: { read: Spread; plan: Spread; apply: Spread };
  peakRssMb: number;
}

interface Pair {
  engine: { read: number; plan: number; apply: number; rss: number };
  floor: { copy: number; merge: number };
}

/** Runs the three scenarios of a size: pairs of engine and floor, by turns the one and the other first. */
export async function measureSize(
  database: Database,
  engine: EngineSide,
  input: SizeInput,
): Promise<Measured[]> {
  const { people, pairs, progress } = input;
  const company: Company = { domain: `bench${people}.test`, people, generation: 0 };
  const customer = await engine.found(`bench-${people}-${Date.now()}`);
  const run = async (
    scenario: Measured["scenario"],
    prepare: (pair: number) => Promise<Company>,
  ): Promise<Measured> => {
    const measured: Pair[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      progress(`${people} people, ${scenario}: pair ${pair + 1} of ${pairs}`);
      const now = await prepare(pair);
      measured.push(
        await measurePair(database, engine, { customer, company: now, floorFirst: pair % 2 === 1 }),
      );
    }
    return summarize(scenario, people, measured);
  };
  const first = await run("first", async () => {
    await forgetPeople(database.client, customer.orgId);
    return company;
  });
  const mark = await writeMark(database.client);
  const same = await run("same", async () => company);
  const written = await membersWritten(database.client, mark);
  if (written > 0) throw new Error(`runs with nothing new wrote ${written} member rows`);
  const moved = await run("moved", async (pair) => ({ ...company, generation: pair + 1 }));
  await forgetPeople(database.client, customer.orgId);
  return [first, same, moved];
}

async function measurePair(
  database: Database,
  engine: EngineSide,
  { customer, company, floorFirst }: { customer: Customer; company: Company; floorFirst: boolean },
): Promise<Pair> {
  const { client } = database;
  await vacuum(client);
  const floor = async (): Promise<Pair["floor"]> => {
    await client.query("checkpoint");
    const { copyMs, mergeMs } = await runFloor(client, customer.orgId, company);
    return { copy: copyMs, merge: mergeMs };
  };
  const ours = async (): Promise<Pair["engine"]> => {
    await client.query("checkpoint");
    const { readMs, planMs, applyMs, peakRssMb } = await engine.sync(customer, company);
    return { read: readMs, plan: planMs, apply: applyMs, rss: peakRssMb };
  };
  if (!floorFirst) return { engine: await ours(), floor: await floor() };
  const measured = await floor();
  return { engine: await ours(), floor: measured };
}

function summarize(scenario: Measured["scenario"], people: number, pairs: readonly Pair[]): Measured {
  const over = (value: (pair: Pair) => number): Spread => spreadOf(pairs.map(value));
  return {
    scenario,
    people,
    whole: {
      engine: over(({ engine }) => engine.read + engine.plan + engine.apply),
      floor: over(({ floor }) => floor.copy + floor.merge),
    },
    core: {
      engine: over(({ engine }) => engine.plan + engine.apply),
      floor: over(({ floor }) => floor.merge),
    },
    phases: {
      read: over(({ engine }) => engine.read),
      plan: over(({ engine }) => engine.plan),
      apply: over(({ engine }) => engine.apply),
    },
    peakRssMb: Math.max(...pairs.map(({ engine }) => engine.rss)),
  };
}

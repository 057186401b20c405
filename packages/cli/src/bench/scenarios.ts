import type { Company } from "./company.ts";
import {
  type Database,
  forgetPeople,
  longestTransaction,
  membersWritten,
  vacuum,
  writeMark,
} from "./database.ts";
import type { Customer } from "./engine-messages.ts";
import type { EngineSide } from "./engine-side.ts";
import { runFloor } from "./floor.ts";
import { type Spread, spreadOf } from "./numbers.ts";

/** A company read for the first time; read again with nothing new; with 1 % changed and 0.2 % gone since. */
export type Scenario = "first" | "same" | "moved";

/** One scenario of one size, measured; in milliseconds. */
export interface Measured {
  scenario: Scenario;
  people: number;
  whole: { engine: Spread; floor: Spread };
  /** Plan and apply, against MERGE alone. */
  core: { engine: Spread; floor: Spread };
  phases: { read: Spread; plan: Spread; apply: Spread };
  peakRssMb: number;
  longestTransactionMs: number;
}

export interface SizeInput {
  people: number;
  pairs: number;
  progress: (text: string) => void;
  /** Told of each scenario when it is measured. */
  onMeasured: (measured: Measured) => void;
}

interface Pair {
  engine: { read: number; plan: number; apply: number; rss: number; longest: number };
  floor: { copy: number; merge: number };
}

interface Ground {
  database: Database;
  engine: EngineSide;
  customer: Customer;
}

/** Runs the three scenarios of a size: pairs of engine and floor, by turns the one and the other first. */
export async function measureSize(
  database: Database,
  engine: EngineSide,
  { people, pairs, progress, onMeasured }: SizeInput,
): Promise<Measured[]> {
  const slug = `bench-${people}`;
  const company: Company = { domain: `${slug}.test`, people, generation: 0 };
  const [customer] = await engine.found([slug]);
  if (!customer) throw new Error("no organization was made");
  const ground = { database, engine, customer };
  const run = async (scenario: Scenario, prepare: (pair: number) => Promise<Company>): Promise<Measured> => {
    const measured: Pair[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      progress(`${people} people, ${NAMES[scenario]}: pair ${pair + 1} of ${pairs}`);
      measured.push(await measurePair(ground, { company: await prepare(pair), floorFirst: pair % 2 === 1 }));
    }
    const summary = summarize(scenario, people, measured);
    onMeasured(summary);
    return summary;
  };
  const first = await run("first", async () => {
    await forgetPeople(database.client, customer.orgId);
    return company;
  });
  const mark = await writeMark(database.client);
  const same = await run("same", async () => company);
  const written = await membersWritten(database.client, customer.orgId, mark);
  if (written > 0) throw new Error(`runs with nothing new wrote ${written} member rows`);
  const moved = await run("moved", async (pair) => ({ ...company, generation: pair + 1 }));
  await forgetPeople(database.client, customer.orgId);
  return [first, same, moved];
}

export const NAMES: Readonly<Record<Scenario, string>> = {
  first: "first load",
  same: "nothing changed",
  moved: "1 % changed, 0.2 % left",
};

async function measurePair(
  { database, engine, customer }: Ground,
  { company, floorFirst }: { company: Company; floorFirst: boolean },
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
    const { value, longestMs } = await longestTransaction(client, () => engine.sync(customer, company));
    const { readMs, planMs, applyMs, peakRssMb } = value;
    return { read: readMs, plan: planMs, apply: applyMs, rss: peakRssMb, longest: longestMs };
  };
  if (!floorFirst) return { engine: await ours(), floor: await floor() };
  const measured = await floor();
  return { engine: await ours(), floor: measured };
}

function summarize(scenario: Scenario, people: number, pairs: readonly Pair[]): Measured {
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
    peakRssMb: over(({ engine }) => engine.rss).most,
    longestTransactionMs: over(({ engine }) => engine.longest).most,
  };
}

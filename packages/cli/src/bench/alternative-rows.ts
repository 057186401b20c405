import { type Alternative, byBatch, byOrm, byRow } from "./alternatives.ts";
import type { Company } from "./company.ts";
import { type Database, forgetPeople, vacuum } from "./database.ts";
import type { EngineSide } from "./engine-side.ts";
import type { Row } from "./report.ts";
import { NAMES } from "./scenarios.ts";

const PEOPLE = 20_000;

const ALTERNATIVES: readonly [name: string, write: Alternative][] = [
  ["an upsert a person with pg", byRow],
  ["500 people an upsert with kysely", byBatch],
  ["an upsert a person with Drizzle", byOrm],
];

/** The engine against what one would write instead: its time over theirs, for a first load and for nothing new. */
export async function alternativeRows(
  database: Database,
  engine: EngineSide,
  progress: (text: string) => void,
): Promise<Row[]> {
  const company: Company = { domain: "instead.test", people: PEOPLE, generation: 0 };
  const ours = await engineTimes(database, engine, company);
  const rows: Row[] = [];
  for (const [place, [name, write]] of ALTERNATIVES.entries()) {
    progress(`${PEOPLE} people: ${name}`);
    const times: number[] = [];
    await vacuum(database.client);
    for (const _ of ours) {
      const began = performance.now();
      await write(database.connectionString, -1 - place, company);
      times.push(performance.now() - began);
    }
    await forgetPeople(database.client, -1 - place);
    for (const [turn, scenario] of (["first", "same"] as const).entries()) {
      rows.push(rowOf(`against ${name}, ${NAMES[scenario]}`, ours[turn] ?? 0, times[turn] ?? 0));
    }
  }
  return rows;
}

function rowOf(scenario: string, ours: number, theirs: number): Row {
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  return {
    scenario: `${PEOPLE.toLocaleString("en-US")} people ${scenario}`,
    ratio: ours / theirs,
    target: 1,
    measured: seconds(ours),
    against: seconds(theirs),
  };
}

async function engineTimes(database: Database, engine: EngineSide, company: Company): Promise<number[]> {
  const [customer] = await engine.found(["bench-instead"]);
  if (!customer) throw new Error("no organization was made");
  await vacuum(database.client);
  const times: number[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    const { readMs, planMs, applyMs } = await engine.sync(customer, company);
    times.push(readMs + planMs + applyMs);
  }
  await forgetPeople(database.client, customer.orgId);
  return times;
}

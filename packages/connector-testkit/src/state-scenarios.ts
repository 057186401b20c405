import { isConnectorError } from "@muster/connector-sdk";
import type { TruthRow } from "@muster/simulators";
import { withSession } from "./bench.ts";
import { type Reading, readEveryone } from "./reference-reader.ts";
import type { Bench, Findings, Scenario } from "./scenario.ts";

const DAY_MS = 86_400_000;
/** What every vendor can tell, by a flag or by its dates. */
const ALWAYS_TOLD = ["active", "terminated", "preStart"] as const;
/** As long as it takes until everybody was on leave, in steps that are shorter than a leave. */
const WATCHED_DAYS = 720;
const STEP_DAYS = 15;

/** What is said of a person's employment, and of values that are there, empty or withheld. */
export const stateScenarios: readonly Scenario[] = [
  {
    name: "everybody's employment is the vendor's, a month later too, and in each state it tells",
    run: employment,
  },
  { name: "a value is a value, an empty one null, and a withheld one absent", run: threeStates },
];

async function employment(bench: Bench): Promise<Findings> {
  const { simulator } = bench;
  const today = simulator.today();
  const someone = someoneAt(bench);
  // The last day is worked, a day to come is no end, a day to begin is no beginning, and a rehire is no leaver.
  simulator.edit({ op: "terminate", id: someone(), set: { endDate: today } });
  simulator.edit({ op: "terminate", id: someone(), set: { endDate: daysAfter(today, 10) } });
  simulator.edit({ op: "hire", set: { startDate: daysAfter(today, 10) } });
  simulator.edit({ op: "rehire", set: { startDate: today } });
  simulator.edit({ op: "rehire", set: { startDate: daysAfter(today, 10) } });
  const now = await states(bench);
  const judged = told(bench);
  simulator.advance(30);
  const later = await states(bench);
  for (const state of told(bench)) judged.add(state);
  const rare = await rareStates(bench, judged);
  return [
    ...ALWAYS_TOLD.filter((state) => !judged.has(state)).map(
      (state) => `nobody in the simulated company is ${state}`,
    ),
    ...now,
    ...later.map((finding) => `a month later ${finding}`),
    ...rare,
  ];
}

/**
 * A small company may have nobody on leave, or drafted, on a day that was looked at, though its vendor can tell: time
 * goes by, and each state is judged on the day on which it first shows. What never shows the vendor cannot tell.
 * `judged` is added to.
 */
async function rareStates(bench: Bench, judged: Set<TruthRow["employment"]>): Promise<string[]> {
  const findings: string[] = [];
  for (let days = 0; days < WATCHED_DAYS; days += STEP_DAYS) {
    const today = bench.simulator.advance(STEP_DAYS);
    const fresh = [...told(bench)].filter((state) => !judged.has(state));
    if (fresh.length === 0) continue;
    for (const state of fresh) judged.add(state);
    findings.push(...(await states(bench)).map((finding) => `on ${today} ${finding}`));
  }
  return findings;
}

function told({ simulator }: Bench): Set<TruthRow["employment"]> {
  return new Set(simulator.company().map((row) => row.employment));
}

async function states(bench: Bench): Promise<string[]> {
  const reading = await readWith(bench, bench.simulator.keys.full);
  const wrong = bench.simulator.company().flatMap(({ id, employment: state }) => {
    const seen = reading.people.get(id)?.employment ?? "not read";
    return seen === state ? [] : [`somebody who is ${state} is ${seen}`];
  });
  return [...new Set(wrong)];
}

async function threeStates(bench: Bench): Promise<Findings> {
  const { keys } = bench.simulator;
  const [all, some] = [await readWith(bench, keys.full), await readWith(bench, keys.restricted)];
  const values = [...all.records.values()].flatMap(({ fields }) => Object.values(fields));
  const { restricted } = some.facts;
  const { error } = some;
  // Who will not read without a field says so, too.
  const refused = isConnectorError(error) && (error.kind === "permission" || error.kind === "config");
  return [
    values.includes("") ? ["an empty text stands where null belongs"] : [],
    values.includes(null) ? [] : ["nothing is empty, though the company leaves fields empty"],
    restricted.length > 0 || refused ? [] : ["no field counts as withheld"],
    restricted
      .filter((field) => !bench.connector.fields.some(({ id }) => id === field))
      .map((field) => `${field} counts as withheld and is no field of this connector`),
    restricted
      .filter((field) =>
        [...some.records].some(([id, { fields }]) => isWiped(all.records.get(id)?.fields, fields, field)),
      )
      .map((field) => `${field} is withheld and was given as empty`),
  ].flat();
}

function isWiped(
  whole: Readonly<Record<string, unknown>> = {},
  narrowed: Readonly<Record<string, unknown>>,
  field: string,
): boolean {
  return narrowed[field] === null && whole[field] !== null && whole[field] !== undefined;
}

function readWith(bench: Bench, key: string): Promise<Reading> {
  return withSession(bench, (session) => readEveryone(bench.connector, session), { key });
}

/** One after the other of those who work there and lead nobody, most likely. */
function someoneAt({ simulator }: Bench): () => string {
  const working: TruthRow[] = simulator
    .company()
    .filter((row) => row.employment === "active" && row.endDate === null);
  return () => {
    const last = working.pop();
    if (!last) throw new Error("nobody works at the simulated company");
    return last.id;
  };
}

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

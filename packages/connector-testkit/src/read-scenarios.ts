import type { TruthRow } from "@muster/simulators";
import { z } from "zod";
import { messageOf, requestsOf, withSession } from "./bench.ts";
import { leaksIn } from "./leaks.ts";
import { overhear } from "./overhear.ts";
import { type Reading, readEveryone } from "./reference-reader.ts";
import type { Bench, Findings, Scenario } from "./scenario.ts";
import { differences } from "./truth.ts";

/** Requests of a full read that are no pages of the list: what tells this customer's fields or ids from names. */
const EXTRA_REQUESTS = 3;
const DAY_MS = 86_400_000;
/** A checkpoint as it comes back from where it is kept. */
const Stored = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** Reads of a vendor in good health. */
export const readScenarios: readonly Scenario[] = [
  { name: "everyone is read once, as the vendor has them", run: everyoneOnce },
  { name: "a read resumed from any checkpoint brings the same people", concerns: isPaged, run: resumes },
  { name: "a read resumed on a later day asks as it did before", concerns: isPaged, run: staysInItsDay },
  {
    name: "pages are as large as the vendor allows, and a read asks for little besides",
    fullSize: true,
    run: frugal,
  },
  { name: "people who did not change are read alike twice", run: alike },
  { name: "nothing is printed while it reads", run: quiet },
];

function isPaged({ pageSize }: Bench["connector"]): boolean {
  return pageSize !== undefined;
}

async function everyoneOnce(bench: Bench): Promise<Findings> {
  const reading = await read(bench);
  const company = bench.simulator.company();
  const ids = reading.pages.flatMap((page) => page.ids);
  const findings = new Set<string>();
  for (const row of company) {
    const employee = reading.people.get(row.id);
    if (!employee) findings.add("somebody is missing");
    else for (const name of differences(employee, row)) findings.add(`${name} is not what the vendor has`);
  }
  return [
    ...findings,
    ...strangers(company, reading),
    ...incomplete(reading),
    ids.length === new Set(ids).size ? [] : ["somebody was given twice"],
    ids.length <= company.length ? [] : ["there are people whom the vendor does not have"],
    reading.turnedAway.size === 0 ? [] : ["sound records were turned away"],
    reading.facts.restricted.length === 0 ? [] : ["fields count as withheld though all may be read"],
  ].flat();
}

/** Person ids are the connector's to spell; records of one person share one, and those of two do not. */
function strangers(company: readonly TruthRow[], { records }: Reading): Findings {
  const spelt = new Map<string, Set<string>>();
  const meant = new Map<string, Set<string>>();
  for (const { id, personId } of company) {
    const given = records.get(id)?.personId;
    if (personId === undefined) continue;
    add(spelt, personId, given ?? `the record ${id} alone`);
    if (given !== undefined) add(meant, given, personId);
  }
  return [
    [...spelt.values()].some(({ size }) => size > 1)
      ? ["records of one person have different person ids"]
      : [],
    [...meant.values()].some(({ size }) => size > 1) ? ["records of two people have one person id"] : [],
  ].flat();
}

function add(groups: Map<string, Set<string>>, key: string, value: string): void {
  groups.set(key, (groups.get(key) ?? new Set()).add(value));
}

async function resumes(bench: Bench): Promise<Findings> {
  const whole = await read(bench);
  const findings = [...incomplete(whole)];
  if (whole.pages.length < 3) findings.push(`too few pages to go on between: ${whole.pages.length}`);
  for (const [index, { checkpoint }] of whole.pages.entries()) {
    if (checkpoint === null) continue;
    const stored = Stored.parse(JSON.parse(JSON.stringify(checkpoint)));
    const rest = await withSession(bench, (session) => readEveryone(bench.connector, session, stored));
    const ids = [...whole.pages.slice(0, index + 1), ...rest.pages].flatMap((page) => page.ids);
    const same = ids.length === whole.people.size && new Set(ids).size === ids.length;
    if (!same || ids.some((id) => !whole.people.has(id))) {
      findings.push(`resumed after page ${index + 1} it does not bring the others, each once`);
    }
  }
  return findings;
}

/** One enumeration is of one day, however long it takes: what tells the vendor the day may not move with the clock. */
async function staysInItsDay(bench: Bench): Promise<Findings> {
  const began = new Date(`${bench.simulator.today()}T12:00:00Z`);
  const later = new Date(began.getTime() + 2 * DAY_MS);
  const { result: whole, requests } = await requestsOf(bench, () =>
    withSession(bench, (session) => readEveryone(bench.connector, session), { now: () => began }),
  );
  const checkpoint = whole.pages[0]?.checkpoint ?? null;
  const resumed = await requestsOf(bench, () =>
    withSession(bench, (session) => readEveryone(bench.connector, session, checkpoint), { now: () => later }),
  );
  const asked = (those: typeof requests): string[] =>
    those
      .filter(({ operation, page = 0 }) => operation === "list" && page > 1)
      .map(({ path, query, body }) => JSON.stringify([path, query, body]));
  const same = asked(requests).join() === asked(resumed.requests).join();
  return [...incomplete(whole), ...(same ? [] : ["the same pages are asked for in another way"])];
}

async function frugal(bench: Bench): Promise<Findings> {
  const { connector } = bench;
  const { result: reading, requests } = await requestsOf(bench, () => read(bench));
  const { pages, facts } = reading;
  const { pageSize = facts.distinctIds, requestsPerPerson = 0 } = connector;
  const needed = Math.ceil(facts.distinctIds / pageSize);

  const largest = Math.max(0, ...pages.map((page) => page.size));
  const others = requests.length - needed - requestsPerPerson * facts.distinctIds;
  return [
    ...incomplete(reading),
    largest === pageSize ? [] : [`its largest page has ${largest} people, not ${pageSize}`],
    others <= EXTRA_REQUESTS ? [] : [`it made ${others} requests besides those for ${needed} pages`],
  ].flat();
}

async function alike(bench: Bench): Promise<Findings> {
  const [one, two] = [await read(bench), await read(bench)];
  const changed = [...one.records].filter(([id, record]) => {
    const again = two.records.get(id);
    return JSON.stringify(record) !== JSON.stringify(again);
  });
  return [
    ...incomplete(one),
    ...(changed.length === 0 ? [] : [`${changed.length} people seem to have changed`]),
  ];
}

async function quiet(bench: Bench): Promise<Findings> {
  const heard = await overhear(() => read(bench));
  return [...(heard === "" ? [] : ["it printed something"]), ...leaksIn(heard, bench.simulator)];
}

function read(bench: Bench): Promise<Reading> {
  return withSession(bench, (session) => readEveryone(bench.connector, session));
}

function incomplete({ error, certificate }: Reading): Findings {
  if (error !== undefined) return [`the read failed: ${messageOf(error)}`];
  return certificate.grade === "none" ? [`the read is not complete: ${certificate.reason}`] : [];
}

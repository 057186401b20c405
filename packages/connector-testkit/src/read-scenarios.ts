import { type Bench, type Findings, messageOf, middlePage, type Scenario, withSession } from "./bench.ts";
import { type Reading, readEveryone } from "./reference-reader.ts";
import { differences } from "./truth.ts";

/** How long an abort may take, in milliseconds. */
const PROMPT_MS = 1_000;
/** Requests of a full read that are no pages of the list. */
const EXTRA_REQUESTS = 2;

/** Reads of a vendor in good health. */
export const readScenarios: readonly Scenario[] = [
  { name: "everyone is read once, as the vendor has them", run: everyoneOnce },
  { name: "a read resumed from any checkpoint brings the same people", paged: true, run: resumes },
  { name: "pages are as large as the vendor allows, and a read asks for each of them once", run: frugal },
  { name: "an abort ends a read that waits for the vendor within a second", run: aborts },
];

async function everyoneOnce(bench: Bench): Promise<Findings> {
  const reading = await read(bench);
  const ids = reading.pages.flatMap((page) => page.ids);
  const findings = new Set<string>();
  for (const row of bench.simulator.company()) {
    const employee = reading.people.get(row.id);
    if (!employee) findings.add("somebody is missing");
    else for (const name of differences(employee, row)) findings.add(`${name} is not what the vendor has`);
  }
  return [
    ...findings,
    ...incomplete(reading),
    ids.length === new Set(ids).size ? [] : ["somebody was given twice"],
    ids.length === bench.simulator.company().length ? [] : ["there are people whom the vendor does not have"],
    reading.turnedAway.size === 0 ? [] : ["sound records were turned away"],
    reading.facts.restricted.length === 0 ? [] : ["fields count as withheld though all may be read"],
  ].flat();
}

async function resumes(bench: Bench): Promise<Findings> {
  const whole = await read(bench);
  const findings = [...incomplete(whole)];
  for (const [index, { checkpoint }] of whole.pages.entries()) {
    if (checkpoint === null) continue;
    const rest = await withSession(bench, (session) => readEveryone(bench.connector, session, checkpoint));
    const ids = [...whole.pages.slice(0, index + 1), ...rest.pages].flatMap((page) => page.ids);
    const same = ids.length === whole.people.size && new Set(ids).size === ids.length;
    if (!same || ids.some((id) => !whole.people.has(id))) {
      findings.push(`resumed after page ${index + 1} it does not bring the others, each once`);
    }
  }
  return findings;
}

async function frugal(bench: Bench): Promise<Findings> {
  const { connector, simulator } = bench;
  const before = simulator.requests().length;
  const { pages, facts } = await read(bench);
  const requests = simulator.requests().slice(before);
  const { pageSize = facts.distinctIds } = connector;
  const needed = Math.ceil(facts.distinctIds / pageSize);
  const lists = requests.filter(({ operation }) => operation === "list").length;
  const largest = Math.max(0, ...pages.map((page) => page.size));
  return [
    largest === pageSize ? [] : [`its largest page has ${largest} people, not ${pageSize}`],
    lists === needed ? [] : [`it asked for ${lists} pages where ${needed} would do`],
    requests.length - lists <= EXTRA_REQUESTS ? [] : [`it made ${requests.length - lists} other requests`],
  ].flat();
}

async function aborts(bench: Bench): Promise<Findings> {
  const { connector, simulator } = bench;
  const page = middlePage(connector);
  simulator.setFaults({ rules: [{ operation: "list", page, fault: "hang" }] });
  return withSession(bench, async ({ open, asOf }) => {
    const abort = new AbortController();
    const pages = open.readAll({ asOf, signal: abort.signal, from: null });
    if (page > 1) await pages.next();
    const asked = simulator.requests().length;
    const waiting = pages.next().then(
      () => "a page",
      (error: unknown) => error,
    );
    await until(() => simulator.requests().length > asked);
    const reason = new Error("stopped by the test");
    const from = performance.now();
    abort.abort(reason);
    const outcome = await waiting;
    const took = Math.round(performance.now() - from);
    return [
      took <= PROMPT_MS ? [] : [`it took ${took} ms`],
      outcome === reason ? [] : [`it ended with ${messageOf(outcome)} instead of the reason for the abort`],
    ].flat();
  });
}

function read(bench: Bench): Promise<Reading> {
  return withSession(bench, (session) => readEveryone(bench.connector, session));
}

function incomplete({ error, certificate }: Reading): Findings {
  if (error !== undefined) return [`the read failed: ${messageOf(error)}`];
  return certificate.grade === "none" ? [`the read is not complete: ${certificate.reason}`] : [];
}

/** Comes back as soon as it holds; after 10 s in any case, so that a test fails instead of hanging. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds() && performance.now() < deadline) await new Promise((next) => setTimeout(next, 5));
}

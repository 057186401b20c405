import type { Connector } from "@muster/connector-sdk";
import { DATA_OPERATIONS, messageOf, middlePage, type Session, withSession } from "./bench.ts";
import type { Bench, Findings, Scenario } from "./scenario.ts";

/** How long an abort may take, in milliseconds. */
const PROMPT_MS = 1_000;

/** Work that waits for the vendor, as it is begun; undefined where the connector has none of that kind. */
type Begin = (session: Session, bench: Bench, signal: AbortSignal) => Promise<unknown> | undefined;

const WORKS: readonly { name: string; concerns?: (connector: Connector) => boolean; begin: Begin }[] = [
  { name: "a read", begin: readOn },
  { name: "Test connection", begin: ({ open, asOf }, _, signal) => open.verify({ asOf, signal }) },
  {
    name: "a look by id",
    concerns: ({ readOne }) => readOne !== undefined,
    begin: ({ open, asOf }, { simulator }, signal) =>
      open.readOne?.({ asOf, signal }, simulator.company()[0]?.id ?? ""),
  },
  {
    name: "a search for fields",
    concerns: ({ discoverFields }) => discoverFields !== undefined,
    begin: ({ open, asOf }, _, signal) => open.discoverFields?.({ asOf, signal }),
  },
  {
    name: "a read of changes",
    concerns: ({ readChanges }) => readChanges !== undefined,
    begin: ({ open, asOf }, _, signal) =>
      open.readChanges?.({ asOf, signal, from: null, since: new Date(asOf).toISOString() }).next(),
  },
];

/** Every kind of work ends at once when it is told to. */
export const stopScenarios: readonly Scenario[] = WORKS.map(({ name, concerns, begin }) => ({
  name: `an abort ends ${name} that waits for the vendor within a second`,
  ...(concerns && { concerns }),
  run: (bench) => aborts(bench, begin),
}));

/** The next page, with one read before it. */
async function readOn(
  { open, asOf }: Session,
  { connector, simulator }: Bench,
  signal: AbortSignal,
): Promise<unknown> {
  const pages = open.readAll({ asOf, signal, from: null });
  simulator.setFaults({ rules: [{ operation: "list", page: middlePage(connector), fault: "hang" }] });
  if (middlePage(connector) > 1) await pages.next();
  return pages.next();
}

async function aborts(bench: Bench, begin: Begin): Promise<Findings> {
  const { simulator } = bench;
  simulator.setFaults({ rules: DATA_OPERATIONS.map((operation) => ({ operation, fault: "hang" })) });
  return withSession(bench, async (session) => {
    const abort = new AbortController();
    const outcome = Promise.resolve(begin(session, bench, abort.signal)).then(
      () => "an answer",
      (error: unknown) => error,
    );
    // The log shows a status of 0 for what has no answer yet.
    await until(() => simulator.requests().some(({ status }) => status === 0));
    const reason = new Error("stopped by the test");
    const from = performance.now();
    abort.abort(reason);
    const ended = await outcome;
    const took = Math.round(performance.now() - from);
    const { length: asked } = simulator.requests();
    return [
      took <= PROMPT_MS ? [] : [`it took ${took} ms`],
      ended === reason ? [] : [`it ended with ${messageOf(ended)} instead of the reason for the abort`],
      asked > 0 ? [] : ["the vendor was never asked"],
    ].flat();
  });
}

/** Comes back as soon as it holds; after 10 s in any case, so that a test fails instead of hanging. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds() && performance.now() < deadline) await new Promise((next) => setTimeout(next, 5));
}

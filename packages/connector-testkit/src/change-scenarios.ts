import { type Connector, isConnectorError, type Watermark } from "@muster/connector-sdk";
import type { TruthRow } from "@muster/simulators";
import { DATA_OPERATIONS, messageOf, requestsOf, withSession } from "./bench.ts";
import { leaksIn } from "./leaks.ts";
import { readChangesSince, readEveryone, type Reading } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";
import { differences } from "./truth.ts";

/** Answers that say nothing of what changed: a read that took them for "nothing" would lose it for good. */
const NO_ANSWERS: readonly FaultName[] = [
  "http401",
  "http403",
  "http404",
  "http500",
  "http429",
  "html200",
  "http204",
  "emptyBody",
  "nullBody",
  "emptyObject",
  "cutJson",
  "cutChunked",
  "cutLength",
];
/** What no vendor can look back to: too old, and no instant at all. */
const LOST_WATERMARKS: readonly Watermark[] = ["1999-01-01T00:00:00Z", "yesterday", ""];

/** Reads of what changed since an earlier read. */
export const changeScenarios: readonly Scenario[] = [
  { name: "whoever moved, came or left since is among the changes, as they are now", run: finds },
  { name: "a read of changes speaks of a few people, as they are now, and of nobody else", run: onlyThose },
  { name: "what changed while everybody was read is among the changes since", run: overlaps },
  { name: "a watermark that the vendor cannot look back to is an error or brings everybody", run: lost },
  ...NO_ANSWERS.map((fault) => ({
    name: `no change is lost when the changes cannot be read [${fault}]`,
    run: (bench: Bench) => fails(bench, fault),
  })),
].map((scenario) => ({
  ...scenario,
  concerns: (connector: Connector) => connector.readChanges !== undefined,
}));

async function finds(bench: Bench): Promise<Findings> {
  const first = await changed(bench);
  const second = await changesSince(bench, first.watermark ?? "");
  const [again] = edits(bench);
  const third = await changesSince(bench, second.watermark ?? "");
  return [
    ...first.findings,
    ...failure(second),
    ...missed(bench, third, again === undefined ? [] : [again]).map((finding) => `the next time ${finding}`),
  ];
}

async function onlyThose(bench: Bench): Promise<Findings> {
  const { simulator } = bench;
  const watermark = await watermarkOf(bench);
  const touched = edits(bench);
  const reading = await changesSince(bench, watermark);
  const named = reading.people.size + reading.turnedAway.size;
  const company = simulator.company();
  const wrong = company.flatMap((row) => {
    const employee = reading.people.get(row.id);
    return employee ? differences(employee, row) : [];
  });
  return [
    ...failure(reading),
    ...[...new Set(wrong)].map((name) => `${name} is not what the vendor has`),
    reading.facts.total === undefined ? [] : ["it gives a total, as if it were the whole list"],
    named >= touched.length && named < company.length / 2
      ? []
      : [`it named ${named} of ${company.length} people`],
  ].flat();
}

async function overlaps(bench: Bench): Promise<Findings> {
  const { connector } = bench;
  const touched: TruthRow[] = [];
  const reading = await withSession(bench, (session) => {
    const { readAll } = session.open;
    const open = {
      ...session.open,
      readAll: async function* (input: Parameters<typeof readAll>[0]) {
        for await (const page of readAll(input)) {
          yield page;
          // A day passes between two pages, so that a watermark taken at the end comes too late.
          if (touched.length === 0) touched.push(...edits(bench));
        }
      },
    };
    return readEveryone(connector, { ...session, open });
  });
  if (reading.error !== undefined) return [`the read failed: ${messageOf(reading.error)}`];
  if (reading.watermark === undefined) return ["a full read gives no watermark"];
  return missed(bench, await changesSince(bench, reading.watermark), touched);
}

async function lost(bench: Bench): Promise<Findings> {
  const { simulator } = bench;
  edits(bench);
  const findings: string[] = [];
  for (const watermark of LOST_WATERMARKS) {
    const reading = await changesSince(bench, watermark);
    const everybody = simulator.company().every(({ id }) => reading.people.has(id));
    if (reading.error === undefined && !everybody) {
      findings.push(`since ${JSON.stringify(watermark)} it says that ${reading.people.size} people changed`);
    }
    findings.push(...leaksIn(reading.error, simulator));
  }
  return findings;
}

/** Each operation that such a read needs fails once for itself. */
async function fails(bench: Bench, fault: FaultName): Promise<Findings> {
  const { simulator } = bench;
  const watermark = await watermarkOf(bench);
  const touched = edits(bench);
  const { requests } = await requestsOf(bench, () => changesSince(bench, watermark));
  const findings = new Set<string>();
  for (const operation of new Set(requests.map((request) => request.operation))) {
    // Who is not found by id was erased meanwhile, as far as the vendor says.
    if (!isData(operation) || (operation === "byId" && fault === "http404")) continue;
    simulator.setFaults({ rules: [{ operation, fault }] });
    const reading = await changesSince(bench, watermark);
    const silent = reading.error === undefined && missed(bench, reading, touched).length > 0;
    if (silent) findings.add(`a change was lost in silence (${operation})`);
    for (const leak of leaksIn(reading.error, simulator)) findings.add(leak);
  }
  return requests.length > 0 ? [...findings] : ["the vendor was never asked"];
}

function isData(operation: string): operation is (typeof DATA_OPERATIONS)[number] {
  return DATA_OPERATIONS.some((known) => known === operation);
}

/** Everybody is read, some change, the changes are read. */
async function changed(bench: Bench): Promise<{ findings: Findings; watermark: Watermark | undefined }> {
  const watermark = await watermarkOf(bench);
  const touched = edits(bench);
  const reading = await changesSince(bench, watermark);
  return {
    findings: [
      ...missed(bench, reading, touched),
      ...(reading.watermark === undefined ? ["a read of changes gives no watermark for the next one"] : []),
    ],
    watermark: reading.watermark,
  };
}

async function watermarkOf(bench: Bench): Promise<Watermark> {
  const { watermark } = await withSession(bench, (session) => readEveryone(bench.connector, session));
  if (watermark === undefined) throw new Error("a full read gives no watermark");
  return watermark;
}

function changesSince(bench: Bench, since: Watermark): Promise<Reading> {
  return withSession(bench, (session) => readChangesSince(bench.connector, session, since));
}

/**
 * A day passes, somebody moves, somebody comes, somebody leaves, somebody has another name, and a day passes again: no
 * vendor promises to tell a change at once.
 */
function edits({ simulator }: Bench): TruthRow[] {
  simulator.advance(1);
  const working = simulator.company().filter((row) => row.employment === "active" && row.endDate === null);
  const [leaver, mover, renamed] = working.slice(-3).map(({ id }) => id);
  const rows = [
    simulator.edit({ op: "move", id: mover, set: { department: "Moon base", jobTitle: "Pilot" } }),
    simulator.edit({ op: "hire" }),
    simulator.edit({ op: "terminate", id: leaver }),
    simulator.edit({ op: "rename", id: renamed }),
  ];
  simulator.advance(1);
  return rows.flatMap((row) => ("erased" in row ? [] : [row]));
}

/** What a read of changes does not say of people who did change. */
function missed(bench: Bench, reading: Reading, touched: readonly TruthRow[]): string[] {
  const now = new Map(bench.simulator.company().map((row) => [row.id, row]));
  const findings = touched.flatMap(({ id }) => {
    const row = now.get(id);
    const employee = reading.people.get(id);
    if (!employee) return ["somebody who changed is not named"];
    return row
      ? differences(employee, row).map((name) => `${name} of somebody who changed is an old one`)
      : [];
  });
  return [...new Set([...failure(reading), ...findings])];
}

function failure({ error }: Reading): string[] {
  if (error === undefined) return [];
  const known = isConnectorError(error) ? ` (${error.code})` : "";
  return [`the read of changes failed${known}: ${messageOf(error)}`];
}

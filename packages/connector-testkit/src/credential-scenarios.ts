import { type Check, isConnectorError } from "@muster/connector-sdk";
import { withSession } from "./bench.ts";
import { judgeReading } from "./judge-reading.ts";
import { leaksIn, WRONG_KEY } from "./leaks.ts";
import { readEveryone } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";

/** What every Test connection says in these words: the checks of the sdk's `testConnection`. */
const STANDARD = [
  "reachable",
  "signedIn",
  "listsPeople",
  "headCount",
  "seesLeavers",
  "fieldsReadable",
  "fillRates",
  "callsPerFullSync",
];
/** Answers after which nobody may be told that all is well. */
const NO_ANSWERS: readonly FaultName[] = [
  "http500",
  "http429",
  "html200",
  "http204",
  "emptyBody",
  "nullBody",
  "emptyObject",
  "listMissing",
  "cutJson",
  "cutLength",
  "emptyList",
];

/** Test connection, and reading with less than full rights. */
export const credentialScenarios: readonly Scenario[] = [
  { name: "Test connection passes with good credentials", run: good },
  { name: "Test connection blames wrong credentials and says what to do", run: wrong },
  { name: "Test connection fails with credentials that may not read employees", run: forbidden },
  { name: "Test connection points out fields that may not be read", run: restrictedChecks },
  { name: "Test connection shows the smaller head count of a key that sees fewer people", run: narrow },
  { name: "Test connection is a failed check and no error when the vendor is down", run: down },
  { name: "Test connection fails, and never with an error, whatever the vendor answers", run: noAnswer },
  { name: "fields that may not be read are reported and not taken for empty", run: restrictedRead },
  { name: "a wrong key ends a read with an error that blames the credentials", run: wrongRead },
];

async function good(bench: Bench): Promise<Findings> {
  const checks = await verify(bench, bench.simulator.keys.full);
  const ids = checks.map(({ id }) => id);
  return [
    ...sound(bench, checks),
    checks.filter(({ outcome }) => outcome !== "pass").map(({ id }) => `the check ${id} did not pass`),
    STANDARD.filter((id) => !ids.includes(id)).map((id) => `there is no check ${id}`),
  ].flat();
}

async function wrong(bench: Bench): Promise<Findings> {
  return stopsWhenRefused(bench, async () => {
    const checks = await verify(bench, WRONG_KEY);
    return [...sound(bench, checks), ...fails(checks, "signedIn")];
  });
}

async function forbidden(bench: Bench): Promise<Findings> {
  const checks = await verify(bench, bench.simulator.keys.forbidden);
  return [...sound(bench, checks), ...(checks.some(failed) ? [] : ["no check failed"])];
}

async function restrictedChecks(bench: Bench): Promise<Findings> {
  const checks = await verify(bench, bench.simulator.keys.restricted);
  const pointed = checks.some(({ outcome }) => outcome !== "pass");
  return [...sound(bench, checks), ...(pointed ? [] : ["every check passed"])];
}

async function narrow(bench: Bench): Promise<Findings> {
  const { full, narrow: fewer } = bench.simulator.keys;
  const [all, some] = [await verify(bench, full), await verify(bench, fewer)];
  const seen = [all, some].map((checks) => checks.find(({ id }) => id === "headCount")?.detail);
  // Where the vendor never says how many there are, nothing is left to see.
  const same = bench.simulator.countsPeople && seen[0] === seen[1];
  return [...sound(bench, some), ...(same ? ["it shows the same head count"] : [])];
}

async function down(bench: Bench): Promise<Findings> {
  bench.simulator.setFaults({ rules: [{ operation: "list", fault: "http503" }] });
  const checks = await verify(bench, bench.simulator.keys.full);
  return [...sound(bench, checks), ...fails(checks, "reachable")];
}

async function noAnswer(bench: Bench): Promise<Findings> {
  const findings = new Set<string>();
  for (const fault of NO_ANSWERS) {
    bench.simulator.setFaults({ rules: [{ operation: "list", fault }] });
    const checks = await verify(bench, bench.simulator.keys.full);
    for (const finding of sound(bench, checks)) findings.add(`${finding} [${fault}]`);
    if (!checks.some(failed)) findings.add(`no check failed [${fault}]`);
  }
  return [...findings];
}

async function restrictedRead(bench: Bench): Promise<Findings> {
  const { connector, simulator } = bench;
  const truth = simulator.company();
  const key = simulator.keys.restricted;
  const reading = await withSession(bench, (session) => readEveryone(connector, session), { key });
  const { error, facts } = reading;
  // Who will not read without a field says so, too.
  const refused = isConnectorError(error) && (error.kind === "permission" || error.kind === "config");
  return [
    ...judgeReading(bench, truth, reading, { outcome: "stopped" }),
    ...(error === undefined || refused ? [] : ["it could not be read at all"]),
    ...(facts.restricted.length > 0 || refused ? [] : ["no field was reported"]),
  ];
}

async function wrongRead(bench: Bench): Promise<Findings> {
  const truth = bench.simulator.company();
  return stopsWhenRefused(bench, async () => {
    const key = WRONG_KEY;
    const reading = await withSession(bench, (session) => readEveryone(bench.connector, session), { key });
    return judgeReading(bench, truth, reading, { outcome: "stopped", kind: "auth" });
  });
}

/** Whoever goes on with a key that was refused is taken for an attack by some vendors. */
async function stopsWhenRefused({ simulator }: Bench, work: () => Promise<Findings>): Promise<Findings> {
  const before = simulator.requests().length;
  const findings = await work();
  const refused = simulator
    .requests()
    .slice(before)
    .filter(({ status }) => status === 401);
  return [
    ...findings,
    ...(refused.length <= 1 ? [] : [`it went on after 401, ${refused.length} times in all`]),
  ];
}

function verify(bench: Bench, key: string): Promise<Check[]> {
  const work = { signal: new AbortController().signal };
  return withSession(bench, ({ open, asOf }) => open.verify({ asOf, ...work }), { key });
}

/** What holds for the checks of any connection. */
function sound({ simulator }: Bench, checks: readonly Check[]): Findings {
  const unhelpful = checks.filter(({ outcome, fix = "" }) => outcome !== "pass" && fix === "");
  return [
    new Set(checks.map(({ id }) => id)).size === checks.length ? [] : ["two checks have one id"],
    unhelpful.map(({ id }) => `the check ${id} does not say what to do`),
    leaksIn(checks, simulator),
  ].flat();
}

function fails(checks: readonly Check[], id: string): Findings {
  const check = checks.find((candidate) => candidate.id === id);
  if (!check) return [`there is no check ${id}`];
  return failed(check) ? [] : [`the check ${id} did not fail`];
}

function failed({ outcome }: Check): boolean {
  return outcome === "fail";
}

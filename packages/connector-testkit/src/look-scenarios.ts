import { type ConnectorError, isConnectorError, type LookResult } from "@muster/connector-sdk";
import { mapEmployee } from "@muster/roster";
import type { TruthRow } from "@muster/simulators";
import { type Session, withSession } from "./bench.ts";
import { leaksIn } from "./leaks.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";
import { differences } from "./truth.ts";

/** How many people are looked up, spread over the company. */
const LOOKS = 40;
/** Answers that say nothing about the person: an absent one would become a leaver if they counted as "not found". */
const NO_ANSWERS: readonly FaultName[] = [
  "http401",
  "http403",
  "http500",
  "http503",
  "http429",
  "http204",
  "html200",
  "emptyBody",
  "nullBody",
  "emptyObject",
  "cutJson",
  "cutChunked",
  "cutLength",
  "missingId",
  "hang",
];

/** The look at one person by id. */
export const lookScenarios: readonly Scenario[] = [
  { name: "a look by id finds people as the list has them", run: finds },
  { name: "a look by id does not find a person whose record was erased", run: misses },
  ...NO_ANSWERS.map((fault) => ({
    name: `a look by id is an error and not "not found" when it fails [${fault}]`,
    run: (bench: Bench) => fails(bench, fault),
  })),
].map((scenario) => ({ ...scenario, concerns: ({ readOne }) => readOne !== undefined }));

async function finds(bench: Bench): Promise<Findings> {
  const company = bench.simulator.company();
  const step = Math.max(1, Math.floor(company.length / LOOKS));
  const sample = company.filter((_, index) => index % step === 0);
  return withSession(bench, async (session) => {
    const findings = await Promise.all(sample.map((row) => found(bench, session, row)));
    return [...new Set(findings.flat())];
  });
}

async function found({ connector }: Bench, session: Session, row: TruthRow): Promise<Findings> {
  const look = await lookAt(session, row.id);
  if (isConnectorError(look)) return [`it failed: ${look.message}`];
  if (!look.found) return ["somebody was not found"];
  const mapped = mapEmployee(look.record, connector.mapping, session.asOf);
  if ("rejected" in mapped) return ["a sound record was turned away"];
  return differences(mapped.employee, row).map((name) => `${name} is not what the vendor has`);
}

async function misses(bench: Bench): Promise<Findings> {
  const erased = someone(bench);
  bench.simulator.edit({ op: "erase", id: erased });
  const look = await withSession(bench, (session) => lookAt(session, erased));
  if (isConnectorError(look)) return [`it failed: ${look.message}`];
  return look.found ? ["it was found"] : [];
}

async function fails(bench: Bench, fault: FaultName): Promise<Findings> {
  const { simulator } = bench;
  simulator.setFaults({ rules: [{ operation: "byId", fault }] });
  const bounds = { attempts: 2, deadlineMs: fault === "hang" ? 500 : 20_000 };
  const look = await withSession(bench, (session) => lookAt(session, someone(bench)), { bounds });
  if (isConnectorError(look)) return leaksIn(look, simulator);
  return [look.found ? "it was found" : "it says that there is no such person"];
}

/** The look, or the error that it ended with. */
async function lookAt({ open, asOf }: Session, id: string): Promise<LookResult | ConnectorError> {
  if (!open.readOne) throw new Error("this connector has no look by id");
  try {
    return await open.readOne({ asOf, signal: new AbortController().signal }, id);
  } catch (error) {
    if (isConnectorError(error)) return error;
    throw error;
  }
}

/** The last of those who work there: nobody's manager, most likely, and erased without consequences. */
function someone({ simulator }: Bench): string {
  const working = simulator.company().filter(({ employment }) => employment === "active");
  const last = working.at(-1);
  if (!last) throw new Error("nobody works at the simulated company");
  return last.id;
}

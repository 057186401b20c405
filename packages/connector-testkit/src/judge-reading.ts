import { type ErrorKind, isConnectorError } from "@muster/connector-sdk";
import { DEFAULT_POLICY, type Held, judge } from "@muster/roster";
import type { Simulator, TruthRow } from "@muster/simulators";
import { leaksIn } from "./leaks.ts";
import type { Reading } from "./reference-reader.ts";
import type { Bench, Findings } from "./scenario.ts";
import { wiped } from "./truth.ts";

type Outcome = "whole" | "stopped" | "heldEmpty" | "heldAbsent";

/** What a read under a fault has to come to. */
export interface Expectation {
  /**
   * - `whole`: healed; certified, everyone present
   * - `stopped`: no certificate, so that nobody's absence counts
   * - `heldEmpty`: certified and empty, which the gate holds
   * - `heldAbsent`: certified without a total to count against, so that the gate holds whoever is missing
   * - `safe`: any of these
   */
  outcome: Outcome | "safe";
  /** In place of `outcome` where the vendor's list never says how many people there are. */
  uncounted?: Outcome;
  /** Of the error that ends the read. */
  kind?: ErrorKind;
}

/** Judges a read against the truth before it: whatever the vendor answers, nobody may look as if they had left. */
export function judgeReading(
  { connector, simulator }: Bench,
  truth: readonly TruthRow[],
  reading: Reading,
  expected: Expectation,
): Findings {
  const certified = reading.error === undefined && reading.certificate.grade !== "none";
  const missing = truth.filter(({ id }) => !reading.people.has(id) && !reading.turnedAway.has(id)).length;
  const held = certified && missing > 0 ? heldByGate(reading, truth.length, connector.listsLeavers) : [];
  // Where the vendor does say how many there are, a connector that does not count has no excuse.
  const heldAbsent = held.includes("absences") && !simulator.countsPeople;
  const heldOutcome = held.includes("everything") ? "heldEmpty" : heldAbsent ? "heldAbsent" : "short";
  const outcome = !certified ? "stopped" : missing === 0 ? "whole" : heldOutcome;
  const wanted = simulator.countsPeople ? expected.outcome : (expected.uncounted ?? expected.outcome);
  const findings: string[] = [];
  if (outcome === "short") findings.push(`certified as complete with ${missing} people missing`);
  else if (wanted !== "safe" && wanted !== outcome) {
    findings.push(`ended ${outcome} instead of ${wanted}${reasonOf(reading)}`);
  }
  return [
    ...findings,
    ...judgePeople(truth, reading),
    ...leaksIn(reading.issues.join("\n"), simulator),
    ...judgeError(simulator, reading.error, expected.kind),
  ];
}

/**
 * What the gate holds of a certified read that misses people: an empty roster certifies itself, and so does a list
 * without a total that ends early.
 */
function heldByGate(
  { people, turnedAway, certificate: { grade } }: Reading,
  lastPeople: number,
  listsLeavers: boolean,
): readonly Held[] {
  const read = people.size + turnedAway.size;
  const absences = lastPeople - read;
  const trips = judge(
    {
      base: lastPeople,
      people: read,
      lastPeople,
      terminations: 0,
      absences,
      absencesDue: absences,
      grade,
      firstRun: false,
      listsLeavers,
    },
    DEFAULT_POLICY,
  );
  return trips.map(({ holds }) => holds);
}

function judgePeople(truth: readonly TruthRow[], { people }: Reading): Findings {
  const findings = new Set<string>();
  for (const row of truth) {
    const employee = people.get(row.id);
    if (!employee) continue;
    if (employee.employment === "terminated" && row.employment !== "terminated") {
      findings.add("somebody employed was read as terminated");
    }
    for (const name of wiped(employee, row)) findings.add(`${name} was read as empty though it has a value`);
  }
  return [...findings];
}

function judgeError(simulator: Simulator, error: unknown, kind: ErrorKind | undefined): Findings {
  if (error === undefined) return kind === undefined ? [] : [`no error, instead of one of kind ${kind}`];
  if (!isConnectorError(error)) return ["ended with an error without a kind"];
  const findings = [...leaksIn(error, simulator)];
  if (error.fix === "") findings.push(`the error ${error.code} does not say what to do`);
  if (kind !== undefined && error.kind !== kind) {
    findings.push(`the error ${error.code} is of kind ${error.kind} instead of ${kind}`);
  }
  return findings;
}

function reasonOf({ error, certificate }: Reading): string {
  if (isConnectorError(error)) return ` (${error.code})`;
  return certificate.grade === "none" ? ` (${certificate.code})` : "";
}

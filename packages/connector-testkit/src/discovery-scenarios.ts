import { type DiscoveredField, isConnectorError } from "@muster/connector-sdk";
import { type Bench, type Findings, messageOf, type Scenario, WRONG_KEY, withSession } from "./bench.ts";
import { leaksIn } from "./leaks.ts";

const MOST_SAMPLES = 3;

/** The fields that a customer has added. */
export const discoveryScenarios: readonly Scenario[] = [
  { name: "the customer's own fields are found with a label, a type and different samples", run: finds },
  { name: "looking for fields with a wrong key blames the credentials", run: wrongKey },
];

async function finds(bench: Bench): Promise<Findings> {
  const found = await discover(bench, bench.simulator.keys.full);
  if (!Array.isArray(found)) return [`it failed: ${messageOf(found)}`];
  const declared = new Set(bench.connector.fields.map(({ id }) => id));
  return [
    found.length > 0 ? [] : ["it found none"],
    found.some(({ samples }) => samples.length > 0) ? [] : ["none has a sample"],
    new Set(found.map(({ id }) => id)).size === found.length ? [] : ["two of them have one id"],
    found.flatMap(({ id, label, samples }) => [
      ...(declared.has(id) ? [`${id} is a declared field`] : []),
      ...(label.trim() === "" ? [`${id} has no label`] : []),
      ...(samples.length > MOST_SAMPLES ? [`${id} has more than ${MOST_SAMPLES} samples`] : []),
      ...(new Set(samples).size < samples.length ? [`a sample of ${id} comes twice`] : []),
      ...(samples.includes(null) || samples.includes("") ? [`a sample of ${id} is empty`] : []),
    ]),
  ].flat();
}

async function wrongKey(bench: Bench): Promise<Findings> {
  const error = await discover(bench, WRONG_KEY);
  if (!isConnectorError(error)) return ["it found fields"];
  const blamed = error.kind === "auth" ? [] : [`the error ${error.code} is of kind ${error.kind}`];
  return [...blamed, ...leaksIn(error, bench.simulator)];
}

/** What was found, or the error that the search ended with. */
async function discover(bench: Bench, key: string): Promise<DiscoveredField[] | Error> {
  const signal = new AbortController().signal;
  try {
    return await withSession(
      bench,
      async ({ open, asOf }) => (await open.discoverFields?.({ asOf, signal })) ?? [],
      { key },
    );
  } catch (error) {
    if (isConnectorError(error)) return error;
    throw error;
  }
}

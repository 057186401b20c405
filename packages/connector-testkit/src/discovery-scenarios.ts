import { type DiscoveredField, type FieldValue, isConnectorError, isPlainDate } from "@muster/connector-sdk";
import { DATA_OPERATIONS, messageOf, withSession } from "./bench.ts";
import { leaksIn, WRONG_KEY } from "./leaks.ts";
import { readEveryone } from "./reference-reader.ts";
import type { Bench, FaultName, Findings, Scenario } from "./scenario.ts";

const MOST_SAMPLES = 3;
const NO_ANSWERS: readonly FaultName[] = [
  "http500",
  "html200",
  "http204",
  "nullBody",
  "emptyObject",
  "cutJson",
];

/** The fields that a customer has added. */
export const discoveryScenarios: readonly Scenario[] = [
  { name: "the customer's own fields are found with a label, a type and different samples", run: finds },
  { name: "an own field that is wanted is read, and none that is not", run: reads },
  { name: "looking for fields with a wrong key blames the credentials", run: wrongKey },
  { name: "looking for fields ends in an error when the vendor's answer is none", run: fails },
].map((scenario) => ({ ...scenario, concerns: ({ discoverFields }) => discoverFields !== undefined }));

async function finds(bench: Bench): Promise<Findings> {
  const found = await discover(bench);
  if (!Array.isArray(found)) return [`it failed: ${messageOf(found)}`];
  const declared = new Set(bench.connector.fields.map(({ id }) => id));
  return [
    found.length > 0 ? [] : ["it found none"],
    found.some(({ samples }) => samples.length > 0) ? [] : ["none has a sample"],
    new Set(found.map(({ id }) => id)).size === found.length ? [] : ["two of them have one id"],
    found.flatMap(({ id, label, type, samples }) => [
      ...(declared.has(id) ? [`${id} is a declared field`] : []),
      ...(label.trim() === "" ? [`${id} has no label`] : []),
      ...(samples.length > MOST_SAMPLES ? [`${id} has more than ${MOST_SAMPLES} samples`] : []),
      ...(new Set(samples).size < samples.length ? [`a sample of ${id} comes twice`] : []),
      ...(samples.includes(null) || samples.includes("") ? [`a sample of ${id} is empty`] : []),
      ...(samples.every((sample) => isOf(type, sample)) ? [] : [`a sample of ${id} is no ${type}`]),
    ]),
  ].flat();
}

async function reads(bench: Bench): Promise<Findings> {
  const found = await discover(bench);
  if (!Array.isArray(found)) return [`it failed: ${messageOf(found)}`];
  const sources = Object.values(bench.connector.mapping).flatMap(({ first }) => first);
  const [plain, whole] = [
    await valuesOf(bench, sources),
    await valuesOf(bench, [...sources, ...found.map(({ id }) => id)]),
  ];
  return found.flatMap(({ id, samples }) => {
    const values = whole.get(id);
    const missing = samples.filter((sample) => !values?.has(sample));
    return [
      ...(plain.has(id) ? [`${id} was read though nobody wants it`] : []),
      ...(values ? [] : [`${id} was wanted and not read`]),
      ...(values && missing.length > 0 ? [`${id} does not read as its samples say`] : []),
    ];
  });
}

async function wrongKey(bench: Bench): Promise<Findings> {
  const error = await discover(bench, WRONG_KEY);
  if (!isConnectorError(error)) return ["it found fields"];
  const blamed = error.kind === "auth" ? [] : [`the error ${error.code} is of kind ${error.kind}`];
  return [...blamed, ...leaksIn(error, bench.simulator)];
}

async function fails(bench: Bench): Promise<Findings> {
  const { simulator } = bench;
  const findings: string[] = [];
  for (const fault of NO_ANSWERS) {
    simulator.setFaults({ rules: DATA_OPERATIONS.map((operation) => ({ operation, fault })) });
    const outcome = await discover(bench);
    if (isConnectorError(outcome)) findings.push(...leaksIn(outcome, simulator));
    else findings.push(`it found ${outcome instanceof Error ? "nothing" : outcome.length} fields [${fault}]`);
  }
  return findings;
}

/** The different values of each field that was read. */
async function valuesOf(bench: Bench, wanted: readonly string[]): Promise<Map<string, Set<FieldValue>>> {
  const reading = await withSession(bench, (session) => readEveryone(bench.connector, session), { wanted });
  const values = new Map<string, Set<FieldValue>>();
  for (const { fields } of reading.records.values()) {
    for (const [id, value] of Object.entries(fields))
      values.set(id, (values.get(id) ?? new Set()).add(value));
  }
  return values;
}

/** What was found, or the error that the search ended with. */
async function discover(bench: Bench, key?: string): Promise<DiscoveredField[] | Error> {
  const { signal } = new AbortController();
  try {
    return await withSession(
      bench,
      async ({ open, asOf }) => (await open.discoverFields?.({ asOf, signal })) ?? [],
      key === undefined ? {} : { key },
    );
  } catch (error) {
    if (isConnectorError(error)) return error;
    throw error;
  }
}

function isOf(type: DiscoveredField["type"], sample: FieldValue): boolean {
  if (type === "number" || type === "boolean") return typeof sample === type;
  if (type === "date") return typeof sample === "string" && isPlainDate(sample);
  return typeof sample === "string";
}

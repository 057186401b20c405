import {
  type Connector,
  type DiscoveredField,
  MAPPING_TARGETS,
  type FieldValue,
  type MappingTarget,
  type PlainDate,
  type SourceField,
  type SourceRecord,
} from "@muster/connector-sdk";
import type { Context } from "../../context/action.ts";
import type { OpenConnector } from "@muster/connector-host";
import { suggestMappings, type Suggestion } from "@muster/roster";
import { renderTable } from "../../output/table.ts";
import { connectorOf } from "./installed.ts";
import { openFile } from "./open-file.ts";

interface FieldsOptions {
  config?: string;
  baseUrl?: string;
}

const SAMPLES = 3;

export async function showFields(context: Context<FieldsOptions>, id: string): Promise<void> {
  const { output, options } = context;
  const connector = connectorOf(id);
  const { config, baseUrl } = options;
  const seen = config === undefined ? null : await look(context, connector, { config, baseUrl });
  const people = seen && seen.people;
  const fields = [
    ...connector.fields.map((field) => describe(connector, field, people)),
    ...describeDiscovered(seen?.discovered ?? []),
  ];
  if (options.json) return fields.forEach((field) => output.json(field));
  const head = ["field", "label", "type", "mapped to", ...(people ? ["filled", "sample values"] : [])];
  const rows = fields.map(({ id: name, label, type, targets, filled, samples }) => [
    name,
    label,
    type,
    targets.join(", "),
    ...(people ? [filled === null ? "–" : `${Math.floor(100 * (filled ?? 0))} %`, samples?.join(" · ")] : []),
  ]);
  output.line(renderTable(head, rows));
  if (people) output.note(`Filled: of the ${people.length} people on the first page.`);
  for (const { id: name, label, suggestion } of fields) {
    if (!suggestion) continue;
    const { target, because } = suggestion;
    output.note(`"${label}" (${name}) may be the ${target}: ${because}. Nothing is mapped until you say so.`);
  }
}

/** What the vendor shows of this customer: the first people, and the fields that no declaration knows. */
async function look(
  context: Context<FieldsOptions>,
  connector: Connector,
  input: { config: string; baseUrl: string | undefined },
): Promise<{ people: readonly SourceRecord[]; discovered: readonly DiscoveredField[] }> {
  const { open, today } = await openFile(connector, context, input);
  const work = { asOf: today, signal: context.stopSignal() };
  try {
    const people = await firstPage(open, work);
    return { people, discovered: (await open.discoverFields?.(work)) ?? [] };
  } finally {
    open.close();
  }
}

async function firstPage(
  open: OpenConnector,
  work: { asOf: PlainDate; signal: AbortSignal },
): Promise<readonly SourceRecord[]> {
  for await (const page of open.readAll({ ...work, from: null })) return page.records;
  return [];
}

interface DescribedField extends SourceField {
  targets: MappingTarget[];
  /** Share of people with a value, 0 to 1; null where nobody was there to look at. */
  filled?: number | null;
  samples?: readonly FieldValue[];
  /** Which target a customer's own field may be meant for. */
  suggestion?: Pick<Suggestion, "target" | "confidence" | "because">;
}

/** The customer's own fields: nothing is mapped from them by default. */
function describeDiscovered(fields: readonly DiscoveredField[]): DescribedField[] {
  const suggestions = new Map(suggestMappings(fields).map((suggestion) => [suggestion.field, suggestion]));
  return fields.map(({ id, label, type, samples }) => {
    const found = suggestions.get(id);
    const suggestion = found && {
      target: found.target,
      confidence: found.confidence,
      because: found.because,
    };
    return { id, label, type, targets: [], filled: null, samples, ...(suggestion && { suggestion }) };
  });
}

function describe(
  connector: Connector,
  field: SourceField,
  people: readonly SourceRecord[] | null,
): DescribedField {
  const { id, label, type } = field;
  const targets = MAPPING_TARGETS.filter((target) => connector.mapping[target]?.first.includes(id));
  if (!people) return { id, label, type, targets };
  const values = people
    .map((person) => person.fields[id])
    .filter((value): value is string | number | boolean => value != null && value !== "");
  const filled = people.length === 0 ? null : values.length / people.length;
  return { id, label, type, targets, filled, samples: [...new Set(values)].slice(0, SAMPLES) };
}

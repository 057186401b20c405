import type { PlainDate, SourceRecord } from "@muster/connector-sdk";
import { dayIn, mapEmployee, type RuleTrace, traceMapping } from "@muster/roster";
import type { Integration } from "@muster/store";
import type { Engine } from "../engine.ts";
import { openIntegration } from "../integration-connector.ts";

/** What the mapping makes of one record: value in, each step, value out. */
export interface MappedSample {
  externalId: string;
  targets: readonly RuleTrace[];
  /** Why the record cannot be stored; null where it can. */
  rejected: { path: string; issue: string } | null;
}

/** So many empty pages are read for a sample, and no more. */
const MOST_PAGES = 10;

/** The first few people as the integration's mapping makes them, step by step. Stores nothing. */
export async function previewSample(
  engine: Engine,
  integration: Integration,
  input: { people: number; signal: AbortSignal },
): Promise<MappedSample[]> {
  const source = await openIntegration(engine, integration);
  const asOf = dayIn(integration.timeZone, engine.now());
  const sample: MappedSample[] = [];
  let pages = 0;
  try {
    for await (const page of source.open.readAll({ asOf, signal: input.signal, from: null })) {
      for (const record of page.records) {
        if (sample.length < input.people) sample.push(mapped(record, integration, asOf));
      }
      pages += page.records.length === 0 ? 1 : 0;
      if (sample.length >= input.people || pages >= MOST_PAGES) break;
    }
    return sample;
  } finally {
    source.open.close();
  }
}

function mapped(record: SourceRecord, { mapping }: Integration, asOf: PlainDate): MappedSample {
  const result = mapEmployee(record, mapping, asOf);
  const rejected = "rejected" in result ? { path: result.rejected.path, issue: result.rejected.issue } : null;
  return { externalId: record.externalId, targets: traceMapping(mapping, record.fields), rejected };
}

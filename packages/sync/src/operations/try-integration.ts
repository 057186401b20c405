import type { Check } from "@muster/connector-sdk";
import { dayIn, type Employee, mapEmployee } from "@muster/roster";
import type { Integration } from "@muster/store";
import type { Engine } from "../engine.ts";
import { openIntegration } from "../integration-connector.ts";

/** Test connection: what the credentials can and cannot do, as named checks. Stores nothing. */
export async function testConnection(
  engine: Engine,
  integration: Integration,
  signal: AbortSignal,
): Promise<Check[]> {
  const source = await openIntegration(engine, integration);
  try {
    return await source.open.verify({ asOf: dayIn(integration.timeZone, engine.now()), signal });
  } finally {
    source.open.close();
  }
}

/** A few people as the integration's mapping makes them, from the first page. Stores nothing. */
export async function samplePeople(
  engine: Engine,
  integration: Integration,
  input: { people: number; signal: AbortSignal },
): Promise<Employee[]> {
  const source = await openIntegration(engine, integration);
  const asOf = dayIn(integration.timeZone, engine.now());
  const sample: Employee[] = [];
  try {
    for await (const page of source.open.readAll({ asOf, signal: input.signal, from: null })) {
      for (const record of page.records) {
        const mapped = mapEmployee(record, integration.mapping, asOf);
        if ("employee" in mapped) sample.push(mapped.employee);
        if (sample.length === input.people) return sample;
      }
    }
    return sample;
  } finally {
    source.open.close();
  }
}

import { type ConnectorContext, type DiscoveredField, samplesOf } from "@muster/connector-sdk";
import type { Settings } from "../settings.ts";
import { ownFields } from "./organizations.ts";
import { partsOf } from "./sections.ts";
import { askWorkers } from "./page.ts";

/** The kinds of organizations and of ids that this tenant has, as far as one page of workers shows them. */
export async function discoverOwnFields(context: ConnectorContext<Settings>): Promise<DiscoveredField[]> {
  const { asOf, now, settings } = context;
  const { workers } = await askWorkers(context, {
    choice: { everyone: true },
    asOf,
    entry: now().toISOString(),
    page: 1,
  });
  const found = new Map<string, { label: string; values: string[] }>();
  for (const worker of workers) {
    for (const { id, label, value } of ownFields(
      worker,
      partsOf(worker).organizations,
      settings.department,
    )) {
      const field = found.get(id) ?? { label, values: [] };
      found.set(id, field);
      field.values.push(value);
    }
  }
  return Array.from(found, ([id, { label, values }]) => ({
    id,
    label,
    type: "text",
    samples: samplesOf(values),
  }));
}

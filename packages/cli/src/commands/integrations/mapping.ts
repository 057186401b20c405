import { MAPPING_TARGETS } from "@muster/connector-sdk";
import { samplePeople } from "@muster/sync";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";

const PEOPLE = 3;

export async function showMapping(context: Context, id: string): Promise<void> {
  const { output, options } = context;
  const signal = context.stopSignal();
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    const people = await samplePeople(session.engine, integration, { people: PEOPLE, signal });
    const rules = MAPPING_TARGETS.map((target) => ({
      target,
      sources: integration.mapping[target]?.first ?? [],
      samples: people.map((person) => person.fields[target]),
    }));
    // JSON has no undefined: what was not returned reads as empty here.
    if (options.json) return rules.forEach((rule) => output.json(rule));
    const rows = rules.map(({ target, sources, samples }) => [
      target,
      sources.join(", else "),
      ...samples.map((value) => (value === undefined && sources.length > 0 ? "(not returned)" : value)),
    ]);
    const heads = people.map((_, index) => `person ${index + 1}`);
    output.line(renderTable(["field", "from", ...heads], rows));
  });
}

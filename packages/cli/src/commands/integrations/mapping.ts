import { MAPPING_TARGETS, type Mapping } from "@muster/connector-sdk";
import { changeMapping, samplePeople } from "@muster/sync";
import type { Integration } from "@muster/store";
import { InvalidArgumentError } from "commander";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { renderTable } from "../../output/table.ts";

interface MappingOptions {
  set: Record<string, string[]>;
  unset: string[];
}

const PEOPLE = 3;

/** For commander: `target=field[,field…]`, as often as it is given. */
export function mappingRule(text: string, earlier: Record<string, string[]>): Record<string, string[]> {
  const [, target = "", sources = ""] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (target === "")
    throw new InvalidArgumentError("It is not of the form target=field or target=field,field.");
  return { ...earlier, [target.trim()]: sources.split(",").map((source) => source.trim()) };
}

/** For commander: a name more. */
export function oneMore(name: string, earlier: readonly string[]): string[] {
  return [...earlier, name];
}

/** Shows an integration's mapping with sample values, or changes it. */
export async function mapIntegration(context: Context<MappingOptions>, id: string): Promise<void> {
  const { set, unset } = context.options;
  const changes = Object.keys(set).length + unset.length > 0;
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    return changes ? change(context, session, integration) : show(context, session, integration);
  });
}

async function show(context: Context, session: Session, integration: Integration): Promise<void> {
  const { output, options } = context;
  const signal = context.stopSignal();
  const people = await samplePeople(session.engine, integration, { people: PEOPLE, signal });
  const rules = rulesOf(integration.mapping).map((rule) => ({
    ...rule,
    samples: people.map((person) => person.fields[rule.target]),
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
}

async function change(
  context: Context<MappingOptions>,
  { engine, actor }: Session,
  integration: Integration,
): Promise<void> {
  const { output, options } = context;
  const { set, unset } = options;
  const mapping = await changeMapping(engine, integration, {
    set,
    unset,
    actor,
    signal: context.stopSignal(),
  });
  if (options.json) return rulesOf(mapping).forEach((rule) => output.json(rule));
  output.line(
    renderTable(
      ["field", "from"],
      rulesOf(mapping).map(({ target, sources }) => [target, sources.join(", else ")]),
    ),
  );
  output.note(
    `The next run of "${integration.name}" reads everybody; \`muster sync ${integration.id} --dry-run\` shows what it would change.`,
  );
}

function rulesOf(mapping: Mapping) {
  return MAPPING_TARGETS.map((target) => ({ target, sources: mapping[target]?.first ?? [] }));
}

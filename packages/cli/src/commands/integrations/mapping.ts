import { MAPPING_TARGETS } from "@muster/connector-sdk";
import {
  attributeOf,
  describeRule,
  type Employee,
  type FieldMapping,
  sourcesOf,
  type Target,
  targetsOf,
} from "@muster/roster";
import { changeMapping, samplePeople, withMapping } from "@muster/sync";
import type { Integration } from "@muster/store";
import { InvalidArgumentError } from "commander";
import type { Context } from "../../context/action.ts";
import { readConfigFile } from "../../context/config-file.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization, type Session } from "../../context/open.ts";
import { usageError } from "../../errors/command-error.ts";
import { renderTable } from "../../output/table.ts";
import { preview, type PreviewOptions } from "./preview.ts";

interface MappingOptions extends PreviewOptions {
  set: Record<string, string[]>;
  unset: string[];
  file?: string;
  preview: boolean;
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

/** Shows an integration's mapping with sample values, shows what another one would make of people, or changes it. */
export async function mapIntegration(context: Context<MappingOptions>, id: string): Promise<void> {
  const { set, unset, file, preview: only, person, sample } = context.options;
  const changes = Object.keys(set).length + unset.length > 0 || file !== undefined;
  if (!only && (person !== undefined || sample !== undefined)) {
    throw usageError("--person and --sample belong to --preview.", {
      code: "notPreview",
      fix: "Give --preview too: it shows what the mapping makes of people and saves nothing.",
    });
  }
  return inOrganization(context, async (session) => {
    const integration = await integrationOf(session, id);
    if (only) {
      const wish = { ...(await wishOf(context.options)), signal: context.stopSignal() };
      return preview(
        context,
        session,
        changes ? await withMapping(session.engine, integration, wish) : integration,
      );
    }
    return changes ? change(context, session, integration) : show(context, session, integration);
  });
}

async function show(context: Context, session: Session, integration: Integration): Promise<void> {
  const { output, options } = context;
  const signal = context.stopSignal();
  const people = await samplePeople(session.engine, integration, { people: PEOPLE, signal });
  const rules = rulesOf(integration.mapping).map((rule) => ({
    ...rule,
    samples: people.map((person) => valueOf(person, rule.target)),
  }));
  // JSON has no undefined: what was not returned reads as empty here.
  if (options.json) return rules.forEach((rule) => output.json(rule));
  const rows = rules.map(({ target, rule, samples }) => [
    target,
    rule,
    ...samples.map((value) => (value === undefined && rule !== "" ? "(not returned)" : value)),
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
  const mapping = await changeMapping(engine, integration, {
    ...(await wishOf(options)),
    actor,
    sure: options.yes,
    signal: context.stopSignal(),
    onPeople: (people) => output.progress(`${people} people read, to see whose work e-mail would change`),
  });
  if (options.json) return rulesOf(mapping).forEach((rule) => output.json(rule));
  output.line(
    renderTable(
      ["field", "from"],
      rulesOf(mapping).map(({ target, rule }) => [target, rule]),
    ),
  );
  output.note(
    `The next run of "${integration.name}" reads everybody; \`muster sync ${integration.id} --dry-run\` shows what it would change.`,
  );
}

/** What the options ask for. */
async function wishOf({ set, unset, file }: MappingOptions) {
  const rules = Object.fromEntries(Object.entries(set).map(([target, first]) => [target, { first }]));
  return {
    set: { ...(file !== undefined && (await readRules(file))), ...rules },
    unset,
    whole: file !== undefined,
  };
}

function valueOf({ fields, attributes = {} }: Employee, target: Target): string | null | undefined {
  const name = attributeOf(target);
  const values: Readonly<Partial<Record<string, string | null>>> = name === null ? fields : attributes;
  return values[name ?? target];
}

/** A mapping in a file is the whole of it: `{"workEmail":{"first":["work_email"]}, …}`. */
async function readRules(file: string): Promise<Record<string, unknown>> {
  const content = await readConfigFile(file);
  if (typeof content === "object" && content !== null && !Array.isArray(content)) return { ...content };
  throw usageError("The mapping file holds no object of rules by field.", {
    code: "mappingFile",
    fix: 'Write it as {"workEmail":{"first":["work_email"]},"displayName":{"template":"{first} {last}"}}.',
  });
}

function rulesOf(mapping: FieldMapping) {
  return [...new Set<Target>([...MAPPING_TARGETS, ...targetsOf(mapping)])].map((target) => {
    const rule = mapping[target];
    return { target, sources: rule ? sourcesOf(rule) : [], rule: rule ? describeRule(rule) : "" };
  });
}

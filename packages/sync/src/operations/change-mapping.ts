import {
  type Connector,
  ConnectorError,
  type FirstOf,
  MAPPING_TARGETS,
  type Mapping,
  type MappingTarget,
  type SourceField,
} from "@muster/connector-sdk";
import { dayIn } from "@muster/roster";
import { type Integration, replaceMapping, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";
import { findConnector } from "../find-connector.ts";
import { openIntegration } from "../integration-connector.ts";
import { nearNames } from "./near-names.ts";

export interface MappingChange {
  /** Source fields by the field that they fill; the first that has a value counts. */
  set: Readonly<Record<string, readonly string[]>>;
  /** Fields that nothing fills from now on: what is stored of them stays. */
  unset: readonly string[];
  actor: string;
  signal: AbortSignal;
}

/**
 * Changes which source fields fill which fields of people. The next run reads and plans everybody by it. Gives the
 * whole mapping. Throws ConnectorError `config`: unknownTarget, noSource, unknownField for a field that neither the
 * connector declares nor the vendor has for this customer; and what the vendor answers when it is asked for those.
 */
export async function changeMapping(
  engine: Engine,
  integration: Integration,
  { set, unset, actor, signal }: MappingChange,
): Promise<Mapping> {
  const { id, orgId } = integration;
  const mapping: Partial<Record<MappingTarget, FirstOf>> = { ...integration.mapping };
  for (const target of unset) delete mapping[targetOf(target)];
  for (const [target, sources] of Object.entries(set)) {
    if (sources.length === 0 || sources.includes("")) throw noSource(target);
    mapping[targetOf(target)] = { first: sources };
  }
  await refuseUnknownFields(engine, integration, { names: new Set(Object.values(set).flat()), signal });
  const now = engine.now();
  await engine.store.forOrganization(orgId, async (tx) => {
    await replaceMapping(tx, id, mapping);
    await writeAudit(tx, {
      orgId,
      actor,
      now,
      act: "integrations.mapping",
      subject: `integration:${id}`,
      detail: { before: changed(integration.mapping), after: changed(mapping) },
    });
  });
  return mapping;

  /** Of a mapping: the rules for what was changed. */
  function changed(rules: Mapping): Record<string, readonly string[] | null> {
    const targets = [...unset, ...Object.keys(set)].map(targetOf);
    return Object.fromEntries(targets.map((target) => [target, rules[target]?.first ?? null]));
  }
}

function targetOf(name: string): MappingTarget {
  const target = MAPPING_TARGETS.find((each) => each === name);
  if (target) return target;
  throw new ConnectorError("config", `People have no field "${name}" that a mapping could fill.`, {
    code: "unknownTarget",
    fix: `Give one of ${MAPPING_TARGETS.join(", ")}.`,
  });
}

function noSource(target: string): ConnectorError {
  return new ConnectorError("config", `No source field is named for "${target}".`, {
    code: "noSource",
    fix: "Name one or more source fields, or unset the field.",
  });
}

/** The vendor is asked only where the connector's own declaration does not know a field. */
async function refuseUnknownFields(
  engine: Engine,
  integration: Integration,
  { names, signal }: { names: ReadonlySet<string>; signal: AbortSignal },
): Promise<void> {
  const connector = findConnector(engine, integration.connector);
  const declared = new Set(connector.fields.map((field) => field.id));
  const strange = [...names].filter((name) => !declared.has(name));
  if (strange.length === 0) return;
  const own = await discover(engine, integration, signal);
  const known = new Set(own.map((field) => field.id));
  const unknown = strange.find((name) => !known.has(name));
  if (unknown !== undefined) throw unknownField(connector, unknown, [...connector.fields, ...own]);
}

async function discover(
  engine: Engine,
  integration: Integration,
  signal: AbortSignal,
): Promise<readonly SourceField[]> {
  const { open } = await openIntegration(engine, integration);
  try {
    const asOf = dayIn(integration.timeZone, engine.now());
    return (await open.discoverFields?.({ asOf, signal })) ?? [];
  } finally {
    open.close();
  }
}

/** An admin knows a field by its label, which may look like nothing in its id. */
function unknownField(connector: Connector, name: string, fields: readonly SourceField[]): ConnectorError {
  const byName = new Map(fields.flatMap(({ id, label }) => [[id, id] as const, [label, id] as const]));
  const near = new Set(nearNames(name, byName.keys()).map((each) => byName.get(each) ?? each));
  return new ConnectorError("config", `${connector.name} has no field "${name}" here.`, {
    code: "unknownField",
    fix:
      near.size > 0
        ? `Did you mean ${[...near].join(" or ")}?`
        : `\`muster connectors fields ${connector.id} --config FILE\` lists the fields that there are.`,
  });
}

import { type Connector, ConnectorError, MAPPING_TARGETS, type SourceField } from "@muster/connector-sdk";
import { checkMapping, dayIn, type FieldMapping, type MappingIssue, wantedFields } from "@muster/roster";
import { type Integration, replaceMapping, writeAudit } from "@muster/store";
import type { Engine } from "../engine.ts";
import { findConnector } from "../find-connector.ts";
import { openIntegration } from "../integration-connector.ts";
import { refuseNewEmails } from "./email-changes.ts";
import { nearNames } from "./near-names.ts";

export interface MappingWish {
  /** Rules by the field that they fill, as somebody wrote them. */
  set: Readonly<Record<string, unknown>>;
  /** Fields that nothing fills from now on: what is stored of them stays. */
  unset: readonly string[];
  /** True where `set` is the whole mapping: what it does not name is filled by nothing. */
  whole?: boolean;
  signal: AbortSignal;
}

export interface MappingChange extends MappingWish {
  actor: string;
  /** True: it is meant, however many work e-mails change. */
  sure?: boolean;
  /** Told how many people were read, where work e-mails may change. */
  onPeople?: (people: number) => void;
}

/**
 * An integration as it would be with another mapping; nothing is stored. Throws ConnectorError `config` that names
 * everything that is wrong, with the code of the first: badShape, unknownTarget, unknownField for a field that neither
 * the connector declares nor the vendor has for this customer, requiredTarget, unclosedTemplate, emptyTemplate; and
 * what the vendor answers when it is asked.
 */
export async function withMapping(
  engine: Engine,
  integration: Integration,
  { set, unset, whole = false, signal }: MappingWish,
): Promise<Integration> {
  const wanted: Record<string, unknown> = whole ? { ...set } : { ...integration.mapping, ...set };
  for (const target of unset) {
    if (!Object.hasOwn(wanted, target)) throw notMapped(target, Object.keys(wanted));
    delete wanted[target];
  }
  return { ...integration, mapping: await checked(engine, integration, wanted, signal) };
}

/**
 * Changes which source fields fill which fields of people, and how. The next run reads and plans everybody by it.
 * Gives the whole mapping. Throws what `withMapping` throws, and StoreError `emailsWouldChange` where it would give
 * many members another work e-mail and nobody is sure.
 */
export async function changeMapping(
  engine: Engine,
  integration: Integration,
  change: MappingChange,
): Promise<FieldMapping> {
  const { id, orgId } = integration;
  const { mapping } = await withMapping(engine, integration, change);
  const { actor, sure = false } = change;
  if (!sure) await refuseNewEmails(engine, integration, mapping, change);
  const now = engine.now();
  await engine.store.forOrganization(orgId, async (tx) => {
    await replaceMapping(tx, id, mapping);
    await writeAudit(tx, {
      orgId,
      actor,
      now,
      act: "integrations.mapping",
      subject: `integration:${id}`,
      detail: { before: integration.mapping, after: mapping },
    });
  });
  return mapping;
}

/** The vendor is asked only where the connector's own declaration does not know a field. */
async function checked(
  engine: Engine,
  integration: Integration,
  raw: unknown,
  signal: AbortSignal,
): Promise<FieldMapping> {
  const connector = findConnector(engine, integration.connector);
  const declared = connector.fields.map((field) => field.id);
  // Standing rules may read fields of the customer's own, which were checked when they were made.
  const standing = wantedFields(integration.mapping);
  const first = checkMapping(raw, [...declared, ...standing]);
  if ("mapping" in first) return first.mapping;
  const strange = first.issues.some(({ code }) => code === "unknownField");
  if (!strange) throw badMapping(connector, first.issues, connector.fields);
  const own = await discover(engine, integration, signal);
  const second = checkMapping(raw, [...declared, ...standing, ...own.map((field) => field.id)]);
  if ("mapping" in second) return second.mapping;
  throw badMapping(connector, second.issues, [...connector.fields, ...own]);
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

function badMapping(
  connector: Connector,
  issues: readonly MappingIssue[],
  fields: readonly SourceField[],
): ConnectorError {
  const message = `The mapping is not right: ${issues.map((issue) => issue.message).join(" ")}`;
  return new ConnectorError("config", message, {
    code: issues[0]?.code ?? "badShape",
    fix: fixFor(connector, issues, fields),
  });
}

/** An admin knows a field by its label, which may look like nothing in its id. */
function fixFor(
  connector: Connector,
  issues: readonly MappingIssue[],
  fields: readonly SourceField[],
): string {
  if (issues[0]?.code === "unknownTarget") {
    return `Give one of ${MAPPING_TARGETS.join(", ")}, or attributes.NAME with a name such as costCenter.`;
  }
  const unknown = issues.find(({ code }) => code === "unknownField")?.field;
  if (unknown === undefined) return "Correct what the message names; nothing was changed.";
  const byName = new Map(fields.flatMap(({ id, label }) => [[id, id] as const, [label, id] as const]));
  const near = new Set(nearNames(unknown, byName.keys()).map((each) => byName.get(each) ?? each));
  return near.size > 0
    ? `Did you mean ${[...near].join(" or ")}?`
    : `\`muster connectors fields ${connector.id} --config FILE\` lists the fields that there are.`;
}

function notMapped(target: string, mapped: readonly string[]): ConnectorError {
  return new ConnectorError("config", `Nothing fills "${target}" that could be taken away.`, {
    code: "unknownTarget",
    fix: `Give one of ${mapped.join(", ")}.`,
  });
}

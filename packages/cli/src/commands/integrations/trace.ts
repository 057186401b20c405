import { foldKey } from "@muster/roster";
import { explainRecords, findMembers, type Integration, type Member, type Tx } from "@muster/store";
import { tracePerson } from "@muster/sync";
import { CommandError, usageError } from "../../errors/command-error.ts";
import { EXIT } from "../../errors/exit-codes.ts";
import type { Context } from "../../context/action.ts";
import { integrationOf } from "../../context/find.ts";
import { inOrganization } from "../../context/open.ts";
import { printTrace, type Told, traceJson } from "./trace-view.ts";

interface TraceOptions {
  person: string;
}

/** Reads one person now, and says what of them would be stored. */
export async function traceIntegration(context: Context<TraceOptions>, id: string): Promise<void> {
  const { options, output } = context;
  const signal = context.stopSignal();
  const traces = await inOrganization(context, async (session) => {
    const found = await integrationOf(session, id);
    const ids = await session.store.forOrganization(session.org.id, (tx) =>
      recordsOf(tx, found, options.person),
    );
    const all: { externalId: string; trace: Told }[] = [];
    for (const externalId of ids) {
      const trace = await tracePerson(session.engine, found, { externalId, signal });
      if (trace.outcome === "noLook") throw noLook(found);
      all.push({ externalId, trace });
    }
    return all;
  });
  for (const { externalId, trace } of traces) {
    if (options.json) output.json(traceJson(externalId, trace));
    else printTrace(output, externalId, trace);
  }
}

/**
 * External ids of a person's records in the integration. What nobody here is called by may be an id that only the
 * source knows.
 */
export async function recordsOf(tx: Tx, integration: Integration, text: string): Promise<string[]> {
  const key = { text, emailKey: foldKey(text) };
  const members = await findMembers(tx, key);
  // The HR system may call somebody else by the same number: its own word goes first here.
  const named = members.filter((member) => idsIn(integration, member).includes(text));
  if (named.length > 0) return [text];
  const ids = members.flatMap((member) => idsIn(integration, member));
  if (ids.length > 0) return ids;
  const records = (await explainRecords(tx, key))
    .flatMap(({ claims }) => claims)
    .filter((claim) => claim.integration.id === integration.id);
  if (records.length > 0) return records.map(({ externalId }) => externalId);
  if (members.length === 0 && !text.includes("@")) return [text];
  throw usageError(`Nobody whom "${integration.name}" has read is called "${text}".`, {
    code: "unknownPerson",
    fix: "Give the person's id in the HR system: the by-id look finds nobody by an e-mail.",
  });
}

function idsIn({ id }: Integration, { identities }: Member): string[] {
  return identities.flatMap(({ integration, externalId }) => (integration === id ? externalId : []));
}

export function noLook({ name, connector }: Integration): CommandError {
  return new CommandError(`The connector ${connector} of "${name}" cannot look at one person by id.`, {
    code: "noLook",
    fix: `\`muster integrations mapping ${name}\` shows the first few people instead.`,
    exit: EXIT.failed,
  });
}

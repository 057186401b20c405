import { foldKey } from "@muster/roster";
import {
  findMembers,
  findRun,
  type Integration,
  listIntegrations,
  type Member,
  type RunRecord,
  type Tx,
} from "@muster/store";
import { usageError } from "../errors/command-error.ts";
import { runNumber, unknownRun } from "./arguments.ts";
import type { Session } from "./open.ts";

/** An integration by its number or its name. */
export async function integrationOf({ store, org }: Session, text: string): Promise<Integration> {
  const all = await store.forOrganization(org.id, listIntegrations);
  const found = all.find((integration) => String(integration.id) === text || integration.name === text);
  if (found) return found;
  throw usageError(`There is no integration "${text}" in the organization "${org.slug}".`, {
    code: "unknownIntegration",
    fix: "`muster integrations list` shows their numbers and names; --org names another organization.",
  });
}

/** A source record by `INTEGRATION:EXTERNALID`, the integration by its number or name. Undefined: no such integration. */
export async function recordOf(
  { store, org }: Session,
  text: string,
): Promise<{ integrationId: number; externalId: string } | undefined> {
  const all = await store.forOrganization(org.id, listIntegrations);
  const [hit] = all.flatMap(({ id, name }) => {
    const prefix = [`${id}:`, `${name}:`].find((each) => text.startsWith(each));
    return prefix === undefined ? [] : { integrationId: id, externalId: text.slice(prefix.length) };
  });
  return hit;
}

export async function runOf({ store, org }: Session, text: string): Promise<RunRecord> {
  const run = await store.forOrganization(org.id, (tx) => findRun(tx, runNumber(text)));
  if (!run) throw unknownRun(text);
  return run;
}

/** The one member whom an id, a work e-mail or else an external id names. */
export async function memberOf(tx: Tx, text: string): Promise<Member> {
  const found = await findMembers(tx, { text, emailKey: foldKey(text) });
  // The HR system may call somebody else by the same number: the id that the lists show goes first.
  const own = found.find((each) => String(each.id) === text);
  const [member] = own ? [own] : found;
  if (member && (own || found.length === 1)) return member;
  const ids = found.map((each) => each.id).join(", ");
  throw usageError(member ? `"${text}" may be any of the members ${ids}.` : `There is no member "${text}".`, {
    code: member ? "ambiguousPerson" : "unknownMember",
    fix: "Name the person by the id or the work e-mail that `muster members list` shows.",
  });
}

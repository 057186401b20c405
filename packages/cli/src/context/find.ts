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

export async function runOf({ store, org }: Session, text: string): Promise<RunRecord> {
  const run = await store.forOrganization(org.id, (tx) => findRun(tx, runNumber(text)));
  if (!run) throw unknownRun(text);
  return run;
}

/** The one member whom an id, an external id or an e-mail address names. */
export async function memberOf(tx: Tx, text: string): Promise<Member> {
  const found = await findMembers(tx, { text, emailKey: foldKey(text) });
  const [member] = found;
  if (member && found.length === 1) return member;
  // A number may be one person's id here and another's in the HR system: the own id wins nothing by itself.
  const ids = found.map((each) => each.id).join(", ");
  throw usageError(
    found.length === 0 ? `There is no member "${text}".` : `"${text}" may be any of the members ${ids}.`,
    {
      code: found.length === 0 ? "unknownMember" : "ambiguousPerson",
      fix: "Name the person by the work e-mail that `muster members list` shows.",
    },
  );
}

import { isDeepStrictEqual } from "node:util";
import { dayIn, type FieldMapping, foldKey, mapPage } from "@muster/roster";
import { type ClaimedEmail, claimedEmails, type Integration, StoreError } from "@muster/store";
import type { Engine } from "../engine.ts";
import { openIntegration } from "../integration-connector.ts";

export interface EmailCheck {
  signal: AbortSignal;
  /** Told after each page how many people were read. */
  onPeople?: (people: number) => void;
}

/** Above this share, and from so many people on, a person has to say that it is meant. */
const PERCENT = 10;
const LEAST = 3;

/**
 * Refuses a mapping by which the next run would give more than a tenth of the members another work e-mail: whoever is
 * known by the old one could not log in. Reads everybody, and only where the rule of the e-mail is another one and
 * there is a member to lose one. Throws StoreError `emailsWouldChange`, also where the source could not be read.
 */
export async function refuseNewEmails(
  engine: Engine,
  integration: Integration,
  mapping: FieldMapping,
  check: EmailCheck,
): Promise<void> {
  const rule = mapping.workEmail;
  if (!rule || rule.when === "creation" || isDeepStrictEqual(rule, integration.mapping.workEmail)) return;
  const claimed = await engine.store.forOrganization(integration.orgId, (tx) =>
    claimedEmails(tx, integration.id),
  );
  if (claimed.size === 0) return;
  const changed = await countChanged(engine, { ...integration, mapping }, claimed, check);
  const members = new Set([...claimed.values()].map(({ memberId }) => memberId)).size;
  if (changed < LEAST || changed * 100 <= PERCENT * members) return;
  throw refusal(`${changed} of ${members} work e-mails would change.`);
}

async function countChanged(
  engine: Engine,
  integration: Integration,
  claimed: ReadonlyMap<string, ClaimedEmail>,
  check: EmailCheck,
): Promise<number> {
  try {
    return await readAndCount(engine, integration, claimed, check);
  } catch (error) {
    if (check.signal.aborted) throw error;
    throw refusal(
      "How many work e-mails would change is not known, because the source could not be read.",
      error,
    );
  }
}

async function readAndCount(
  engine: Engine,
  integration: Integration,
  claimed: ReadonlyMap<string, ClaimedEmail>,
  { signal, onPeople }: EmailCheck,
): Promise<number> {
  const source = await openIntegration(engine, integration);
  const asOf = dayIn(integration.timeZone, engine.now());
  const changed = new Set<number>();
  let people = 0;
  try {
    for await (const page of source.open.readAll({ asOf, signal, from: null })) {
      const { employees } = mapPage(page, integration.mapping, asOf);
      for (const { externalId, employment, fields } of employees) {
        const { workEmail } = fields;
        const member = claimed.get(externalId);
        // What is not returned, and what a leaver has, stays as it is stored.
        if (!member || workEmail === undefined || employment === "terminated") continue;
        if ((workEmail && foldKey(workEmail)) !== member.emailKey) changed.add(member.memberId);
      }
      people += page.records.length + page.rejected.length;
      onPeople?.(people);
    }
    return changed.size;
  } finally {
    source.open.close();
  }
}

function refusal(message: string, cause?: unknown): StoreError {
  return new StoreError(`${message} Nothing was changed.`, {
    code: "emailsWouldChange",
    fix: "See with --preview what the rule makes of people; give --yes if it is meant.",
    ...(cause !== undefined && { cause }),
  });
}

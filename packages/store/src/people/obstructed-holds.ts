import { policyOf, type PartialPolicy } from "@muster/roster";
import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";
import { silentSources } from "../plan/draft-stale-claims.ts";
import type { Hold } from "./holds.ts";

/** Integrations that were silent when somebody decides about a run's holds of stale claims; none where it has none. */
export async function silentOf(
  tx: Tx,
  runId: number,
  holds: readonly Hold[],
  now: Date,
): Promise<readonly number[]> {
  if (!holds.some(isStale)) return [];
  const { rows } = await sql<{ id: number; policy: PartialPolicy }>`
    select n.id, n.policy from runs r join integrations n on n.id = r.integration_id where r.id = ${runId}`.execute(
    tx,
  );
  const [source] = rows;
  if (!source) return [];
  return silentSources(tx, { integrationId: source.id, now, days: policyOf(source.policy).staleDays });
}

/**
 * The holds of stale claims that say so no longer: besides the records that are decided on, a source that was heard
 * claims the person by now.
 */
export async function spokenFor(
  tx: Tx,
  holds: readonly Hold[],
  silent: readonly number[],
): Promise<ReadonlySet<number>> {
  const stale = holds.filter(isStale).map(({ id }) => id);
  if (stale.length === 0) return new Set();
  const { rows } = await sql<{ id: number }>`
    select h.id from holds h
    where h.id = any (${stale}::bigint[]) and exists (
      select from identities o where o.member_id = h.member_id and o.claim in ('employed', 'suspect')
        and o.integration_id <> all (${[...silent]}::bigint[]) and not exists (
          select from holds a where a.id = any (${holds.map(({ id }) => id)}::bigint[])
            and a.integration_id = o.integration_id and a.external_id = o.external_id))`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Throws StoreError holdOutdated for the first of the holds that another source speaks for. */
export function refuseSpokenFor(holds: readonly Hold[], spoken: ReadonlySet<number>): void {
  const hold = holds.find(({ id }) => spoken.has(id));
  if (!hold) return;
  throw new StoreError(
    `Another source that was heard claims "${hold.externalId}" by now; nobody was decided on.`,
    {
      code: "holdOutdated",
      fix: "Sync again: the person stays, and waits for nobody's decision any more.",
    },
  );
}

/** Throws StoreError conflictOpen for the first of the holds about whose member it is asked who they are. */
export function refuseDisputed(holds: readonly Hold[]): void {
  const hold = holds.find(({ conflict }) => conflict !== null);
  if (!hold) return;
  throw new StoreError(
    `Conflict ${hold.conflict} asks whether another record is "${hold.externalId}" too; nobody was decided on.`,
    {
      code: "conflictOpen",
      fix: `Answer it first: \`muster conflicts list\` shows both, \`muster conflicts resolve ${hold.conflict}\` decides.`,
    },
  );
}

function isStale({ code }: Hold): boolean {
  return code === "staleClaim";
}

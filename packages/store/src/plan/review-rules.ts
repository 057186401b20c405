import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../connection.ts";

/** Rows that wait for a person for what they are, however few. */
export type Review =
  | { review: "protected" }
  /** Reactivations of people terminated longer ago than so many days. */
  | { review: "lateReturn"; days: number }
  /** Leavers whom only claims of sources that have been silent for long speak for. */
  | { review: "staleClaim" }
  /** Leavers whom no source claims since a person ended the last claim. */
  | { review: "nobodyClaims" };

/** Of a change row `c`: whether it is such a one. */
export function reviewed(kind: Review, now: Date): RawBuilder<boolean> {
  switch (kind.review) {
    case "protected":
      return sql<boolean>`(c.action = 'deactivate' and exists (
        select from protections p where p.member_id = c.member_id and p.lifted_at is null))`;
    case "lateReturn":
      return sql<boolean>`exists (select from deactivations d
        where d.member_id = c.member_id and d.closed_at is null and d.cause = 'termination'
          and d.opened_at < ${now}::timestamptz - make_interval(days => ${kind.days}))`;
    case "staleClaim":
    case "nobodyClaims":
      return sql<boolean>`c.reason = ${kind.review}`;
  }
}

/** Whether anybody of the organization is protected. */
export async function anyProtected(tx: Tx): Promise<boolean> {
  const { rows } = await sql`select from protections where lifted_at is null limit 1`.execute(tx);
  return rows.length > 0;
}

/**
 * Takes back what nobody need decide any more: whether somebody leaves with the scope who is terminated by now, which
 * is another question under other rules, what a silent source hides
 * who has spoken again, and who is claimed anew.
 */
export async function dropOutlived(
  tx: Tx,
  input: { batchId: number; integrationId: number; now: Date; certified: boolean },
): Promise<void> {
  const { batchId, integrationId, now, certified } = input;
  const { rows } = await sql<{ cause: string; code: string }>`
    select distinct cause, code from holds where integration_id = ${integrationId}
      and state in ('open', 'approved', 'rejected') and (cause = 'outOfScope' or code in ('staleClaim', 'nobodyClaims'))`.execute(
    tx,
  );
  if (rows.length === 0) return;
  await sql`
    update holds h set state = 'withdrawn', decided_at = ${now}
    where h.integration_id = ${integrationId} and h.state in ('open', 'approved', 'rejected')
      and ((h.cause = 'outOfScope' and exists (select from changes c where c.batch_id = ${batchId}
          and c.external_id = h.external_id and c.cause = 'termination'))
        or (${certified} and h.code in ('staleClaim', 'nobodyClaims') and not exists (select from changes c
          where c.batch_id = ${batchId} and c.external_id = h.external_id and c.reason = h.code)))`.execute(
    tx,
  );
}

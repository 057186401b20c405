import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import { StoreError } from "../errors.ts";

/** Position in the feed: after the last change that a consumer has seen. */
export interface FeedCursor {
  seq: number;
  ord: number;
}

/** An applied change, as history and event consumers see it. */
export interface FeedEntry extends FeedCursor {
  memberId: number | null;
  integrationId: number | null;
  externalId: string | null;
  action: string;
  actor: string;
  runId: number | null;
  before: Record<string, unknown> | null;
  reason: string | null;
  at: Date;
}

export const FEED_START: FeedCursor = { seq: 0, ord: 0 };

/**
 * The next applied changes of the organization, in the order in which they were applied. Throws StoreError
 * cursorExpired where changes after the cursor have gone by age: whoever asks has missed them.
 */
export async function readFeed(tx: Tx, after: FeedCursor, limit: number): Promise<FeedEntry[]> {
  await refuseExpired(tx, after);
  const { rows } = await sql<FeedEntry>`
    select b.seq, c.ord, c.member_id as "memberId", c.integration_id as "integrationId",
      c.external_id as "externalId", c.action, b.actor, b.run_id as "runId", c.before, c.reason, b.sealed_at as at
    from batches b join changes c on c.batch_id = b.id
    where b.seq >= ${after.seq} and (b.seq, c.ord) > (${after.seq}, ${after.ord})
    order by b.seq, c.ord limit ${limit}`.execute(tx);
  return rows;
}

async function refuseExpired(tx: Tx, after: FeedCursor): Promise<void> {
  const { rows } = await sql<FeedCursor>`
    select forgotten_seq as seq, forgotten_ord as ord from organizations
    where (forgotten_seq, forgotten_ord) > (${after.seq}::bigint, ${after.ord}::bigint)`.execute(tx);
  const [oldest] = rows;
  if (!oldest) return;
  throw new StoreError("The feed no longer reaches back to that cursor.", {
    code: "cursorExpired",
    fix: `List the members anew (\`muster members list\`), then read the feed after ${oldest.seq}.${oldest.ord}.`,
  });
}

import { sql } from "kysely";
import type { Tx } from "../connection.ts";
import type { Store } from "../open-store.ts";
import { RETENTION_DAYS } from "../retention/ages.ts";
import { before, type Chore, choresOf, deleting, markForgotten } from "../retention/forget-organization.ts";
import { listOrganizations } from "./inspect.ts";

/** Rows a transaction: small enough that nobody waits for it. */
const ROWS = 5_000;
const TASK = "retention";

export interface RetentionInput {
  /** Business clock. */
  now: Date;
  /** Asked between two transactions; what is left goes another day. */
  stopping?: () => boolean;
  /** Rows a transaction; for tests. */
  rows?: number;
}

/** Rows that went, by what they were. */
export type Forgotten = Record<string, number>;

/** The same once in 24 hours, whichever worker asks; undefined: it was done, or another worker is at it. */
export async function forgetDaily(store: Store, input: RetentionInput): Promise<Forgotten | undefined> {
  const { now } = input;
  const { rows } = await sql`
    insert into housekeeping (task, done_at) values (${TASK}, ${now})
    on conflict (task) do update set done_at = excluded.done_at where housekeeping.done_at <= ${before(now, 1)}
    returning task`.execute(store.system);
  return rows.length === 0 ? undefined : forgetOld(store, input);
}

/** Deletes whatever has reached its age (`RETENTION_DAYS`), in small transactions, one organization after the other. */
export async function forgetOld(store: Store, input: RetentionInput): Promise<Forgotten> {
  const { now } = input;
  const forgotten: Forgotten = {};
  const count = async (name: string, chore: Chore, orgId: number | null): Promise<void> => {
    const rows = await exhaust(store, { chore, orgId, ...input });
    if (rows > 0) forgotten[name] = (forgotten[name] ?? 0) + rows;
  };
  for (const [name, chore] of Object.entries(everybodys(now))) await count(name, chore, null);
  for (const { id } of await listOrganizations(store)) {
    await within(store, id, (tx) => markForgotten(tx, id, now));
    for (const [name, chore] of Object.entries(choresOf(id, now))) await count(name, chore, id);
  }
  return forgotten;
}

/** Staging is the system's to empty as it is to fill; a run that is gone has no other trace. */
function everybodys(now: Date): Record<string, Chore> {
  const { stagedPeople, vendorPauses } = RETENTION_DAYS;
  return {
    stagedPeople: deleting(
      "staging",
      sql`not exists (select from runs r where r.id = staging.run_id
        and (r.ended_at is null or r.ended_at >= ${before(now, stagedPeople)}))`,
    ),
    vendorPauses: deleting("vendor_pauses", sql`ended_at < ${before(now, vendorPauses)}`),
  };
}

async function exhaust(
  store: Store,
  input: RetentionInput & { chore: Chore; orgId: number | null },
): Promise<number> {
  const { chore, orgId, rows = ROWS, stopping = () => false } = input;
  let all = 0;
  while (!stopping()) {
    const gone = await within(store, orgId, (tx) => chore(tx, rows));
    all += gone;
    if (gone < rows) break;
  }
  return all;
}

/** As the system, who may delete, and seeing one organization, like everybody. */
async function within<T>(store: Store, orgId: number | null, work: (tx: Tx) => Promise<T>): Promise<T> {
  return store.system.transaction().execute(async (tx) => {
    if (orgId !== null) await sql`select set_config('muster.org', ${String(orgId)}, true)`.execute(tx);
    return work(tx);
  });
}

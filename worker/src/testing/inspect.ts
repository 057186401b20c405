import pg from "pg";
import { onTestFinished } from "vitest";

/** What a test sees past row-level security, and what it does to others' backends. */
export interface Inspector {
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
}

/** Connections as superuser, until the test is over; one that was cut is replaced by another. */
export async function openInspector(database: { superuserUrl: string }): Promise<Inspector> {
  const pool = new pg.Pool({
    connectionString: database.superuserUrl,
    application_name: "inspector",
    max: 1,
    // A transaction that a test holds open stays so.
    idleTimeoutMillis: 0,
  });
  pool.on("error", () => undefined);
  onTestFinished(() => pool.end());
  return {
    query: async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
      const { rows } = await pool.query<R>(text, values);
      return rows;
    },
  };
}

/** Lets a minute pass for every lease at once. */
export async function ageLeases({ query }: Inspector): Promise<void> {
  await query("update leases set lease_until = clock_timestamp() - interval '1 s'");
}

/** Lets a minute pass for workers that are no more: their leases and their heartbeat. */
export async function ageWorkers({ query }: Inspector, ids: readonly string[]): Promise<void> {
  await query("update leases set lease_until = clock_timestamp() - interval '1 s' where worker = any($1)", [
    ids,
  ]);
  await query("update workers set seen_at = clock_timestamp() - interval '61 s' where id = any($1)", [ids]);
  await query(
    "update graphile_worker._private_jobs set locked_at = locked_at - interval '61 s' where locked_by = any($1)",
    [ids],
  );
}

/** The external ids of everybody who has become a member, sorted. */
export async function memberIds({ query }: Inspector): Promise<string[]> {
  const rows = await query<{ id: string }>(
    'select external_id as id from identities where member_id is not null order by external_id collate "C"',
  );
  return rows.map((row) => row.id);
}

import pg from "pg";
import { onTestFinished } from "vitest";

/** What a test sees past row-level security, and what it does to others' backends. */
export interface Inspector {
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
}

/** A connection as superuser, until the test is over. */
export async function openInspector(database: { superuserUrl: string }): Promise<Inspector> {
  const client = new pg.Client({ connectionString: database.superuserUrl, application_name: "inspector" });
  client.on("error", () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return {
    query: async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> => {
      const { rows } = await client.query<R>(text, values);
      return rows;
    },
  };
}

/** Lets a minute pass for every lease at once. */
export async function ageLeases({ query }: Inspector): Promise<void> {
  await query("update leases set lease_until = clock_timestamp() - interval '1 s'");
}

/** The external ids of everybody who has become a member, sorted. */
export async function memberIds({ query }: Inspector): Promise<string[]> {
  const rows = await query<{ id: string }>(
    'select external_id as id from identities where member_id is not null order by external_id collate "C"',
  );
  return rows.map((row) => row.id);
}

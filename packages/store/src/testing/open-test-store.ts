import pg from "pg";
import { onTestFinished } from "vitest";
import { openStore, type Store } from "../open-store.ts";
import { migrate } from "../system/migrate.ts";
import type { TestServer } from "./servers.ts";
import { createTestDatabase } from "./test-database.ts";

/** A store on a migrated database of the test's own, and what a superuser sees of it. */
export interface TestStore {
  store: Store;
  /** Where somebody else can connect as superuser. */
  superuserUrl: string;
  /** As superuser, past row-level security. */
  query: <R extends object>(text: string, values?: unknown[]) => Promise<R[]>;
  /** A connection more, for what has to stay open. */
  connect: () => Promise<pg.Client>;
}

/** Until the test is over. */
export async function openTestStore(server: TestServer): Promise<TestStore> {
  const database = await createTestDatabase({ server });
  onTestFinished(database.drop);
  await migrate(database.url);
  const store = await openStore({ connectionString: database.url });
  onTestFinished(() => store.close());
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: database.superuserUrl });
    client.on("error", () => undefined);
    await client.connect();
    onTestFinished(() => client.end());
    return client;
  };
  const superuser = await connect();
  return {
    store,
    superuserUrl: database.superuserUrl,
    connect,
    async query<R extends object>(text: string, values: unknown[] = []) {
      return (await superuser.query<R>(text, values)).rows;
    },
  };
}

/** An integration of the default organization, switched on. Gives its id. */
export async function insertIntegration(
  { query }: TestStore,
  input: { name: string; nextRunAt?: string; schedule?: string },
): Promise<number> {
  const rows = await query<{ id: number }>(
    `insert into integrations
       (org_id, connector, name, settings, auth_method, mapping, policy, enabled, schedule, next_run_at)
     select id, 'acme', $1, '{}', 'key', '{}', '{}', true, $2, $3 from organizations where slug = 'default'
     returning id::integer`,
    [input.name, input.schedule ?? "0 3 * * *", input.nextRunAt ?? null],
  );
  return rows[0]?.id ?? 0;
}

/** A run that a worker has under a lease, which runs out so many seconds from now. Gives its id; the token is 1. */
export async function insertLedRun(
  { query }: TestStore,
  input: { integrationId: number; leaseSeconds: number; state?: string },
): Promise<number> {
  const { integrationId, leaseSeconds, state = "reading" } = input;
  const rows = await query<{ id: number }>(
    `with run as (
       insert into runs (org_id, integration_id, mode, door, requested_by, queued_at, token, state, ended_at)
       select org_id, id, 'full', 'hr', 'schedule', now(), 1, $2,
         case when $2 in ('queued', 'reading', 'planning', 'applying') then null else now() end
       from integrations where id = $1 returning id, org_id
     ), lease as (
       insert into leases (run_id, org_id, token, worker, lease_until)
       select id, org_id, 1, 'w', clock_timestamp() + make_interval(secs => $3) from run
     )
     select id::integer from run`,
    [integrationId, state, leaseSeconds],
  );
  return rows[0]?.id ?? 0;
}

/** The jobs of the queue in the order in which they would be fetched. */
export async function queuedJobs({ query }: TestStore): Promise<{ key: string; priority: number }[]> {
  return query(
    `select key, priority from graphile_worker._private_jobs
     where is_available and run_at <= now() order by priority, run_at, id`,
  );
}

import { setTimeout as delay } from "node:timers/promises";
import { migrate, startEmbedded } from "@muster/store";
import pg from "pg";

/** The benchmark's own server, seen past row-level security. */
export interface Database {
  connectionString: string;
  /** Where its log lies. */
  dataDir: string;
  client: pg.Client;
  close(): Promise<void>;
}

export async function openDatabase(dataDir: string): Promise<Database> {
  const server = await startEmbedded({ dataDir });
  try {
    await migrate(server.connectionString);
    const client = new pg.Client({ connectionString: server.connectionString });
    await client.connect();
    return {
      connectionString: server.connectionString,
      dataDir,
      client,
      async close() {
        await client.end();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

const TABLES = [
  "members",
  "identities",
  "changes",
  "batches",
  "runs",
  "staging",
  "floor_members",
  "floor_staging",
];

/** As autovacuum leaves the tables that live on; the two of staging are never analyzed. */
export async function vacuum(client: pg.Client): Promise<void> {
  for (const table of TABLES) {
    const how = table.endsWith("staging") ? "" : "(analyze)";
    await client.query(`vacuum ${how} ${table}`);
  }
}

/** Takes an organization's people out again, so that the next first load finds the store as this one did. */
export async function forgetPeople(client: pg.Client, orgId: number): Promise<void> {
  // Nothing is left that the keys of these rows could be looked up for, a hundred thousand times over.
  await client.query("set session_replication_role = replica");
  for (const table of ["changes", "identities", "deactivations", "members", "staging", "floor_members"]) {
    await client.query(`delete from ${table} where org_id = $1`, [orgId]);
  }
  await client.query("reset session_replication_role");
  await client.query(
    "update integrations set last_people = null, last_applied_run = null where org_id = $1",
    [orgId],
  );
}

/** A mark after which `membersWritten` counts. */
export async function writeMark(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ mark: string }>("select pg_current_xact_id()::text as mark");
  return rows[0]?.mark ?? "0";
}

/** Rows of an organization's members that any transaction since the mark has written. The server is young: its ids have not wrapped. */
export async function membersWritten(client: pg.Client, orgId: number, mark: string): Promise<number> {
  const { rows } = await client.query<{ written: number }>(
    "select count(*)::integer as written from members where org_id = $1 and xmin::text::bigint >= $2::bigint",
    [orgId, mark],
  );
  return rows[0]?.written ?? 0;
}

const LOOK_MS = 250;

/** The longest that one transaction of ours was open while `work` ran, to a quarter of a second. */
export async function longestTransaction<T>(
  client: pg.Client,
  work: () => Promise<T>,
): Promise<{ value: T; longestMs: number }> {
  const stop = new AbortController();
  let longestMs = 0;
  const watch = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const { rows } = await client.query<{ ms: number | null }>(`
        select max(extract(epoch from clock_timestamp() - xact_start) * 1000)::integer as ms
        from pg_stat_activity where application_name like 'muster:%' and state <> 'idle'`);
      longestMs = Math.max(longestMs, rows[0]?.ms ?? 0);
      await delay(LOOK_MS, undefined, { signal: stop.signal }).catch(() => undefined);
    }
  };
  const watching = watch();
  const value = await work().finally(() => stop.abort());
  await watching;
  return { value, longestMs };
}

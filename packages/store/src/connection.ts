import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import pg from "pg";
import type { PoolSockets } from "./sockets.ts";

/** A transaction; every statement of the store runs in one that its caller opened. */
export type Tx = Transaction<unknown>;

const INT8 = 20;
const DATE = 1082;

// Ids and counts stay below 2^53. A calendar day stays text: a Date would move it over midnight.
const types: pg.CustomTypesConfig = {
  getTypeParser(oid, format) {
    if (oid === INT8) return Number;
    if (oid === DATE) return (text: string) => text;
    const parse: unknown = pg.types.getTypeParser(oid, format);
    return parse;
  },
};

export interface PoolOptions {
  connectionString: string;
  max: number;
  applicationName: string;
  /** Role to act as from the first statement on. */
  role?: string;
  onError: (error: Error) => void;
  sockets?: PoolSockets;
}

/** A pool whose connections may die, at rest or at work, without taking the process along. */
export function openPool(options: PoolOptions): pg.Pool {
  const { connectionString, startup } = splitOptions(options.connectionString);
  const role = options.role === undefined ? "" : `-c role=${options.role}`;
  const pool = new pg.Pool({
    connectionString,
    max: options.max,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    ...(options.sockets && { stream: options.sockets.stream }),
    types,
    options: `${startup} ${role}`.trim(),
  });
  pool.on("error", options.onError);
  // One that dies at work fails its statement; with nobody listening it would end the process as well.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Options in the URL would replace ours, the role among them: they are taken out and put in front. */
function splitOptions(text: string): { connectionString: string; startup: string } {
  const url = new URL(text);
  const startup = url.searchParams.get("options") ?? "";
  url.searchParams.delete("options");
  return { connectionString: url.href, startup };
}

export function openKysely(pool: pg.Pool): Kysely<unknown> {
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** Finds out what `work` would do: nothing of it stays. */
export async function takenBack<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint taken_back`.execute(tx);
  const result = await work();
  await sql`rollback to savepoint taken_back`.execute(tx);
  return result;
}

/**
 * Room for statements over a whole company, until the transaction ends: with the server's usual 16 MB the join and the
 * sorts of 100,000 people go through files (measured).
 */
export async function takeRoom(tx: Tx): Promise<void> {
  await sql`set local work_mem = '64MB'`.execute(tx);
}

/**
 * Runs statements whose tables a run has just filled: nobody has analyzed them, so a planner that expects one row
 * picks a nested loop over all of them (measured: 16 s instead of 30 ms for 20,000 people).
 */
export async function withHashJoins<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`set local enable_nestloop = off`.execute(tx);
  const result = await work();
  await sql`set local enable_nestloop = on`.execute(tx);
  return result;
}

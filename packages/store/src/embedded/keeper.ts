import { Socket } from "node:net";
import pg from "pg";
import { codeOf } from "../errors.ts";

/** What it takes to log in to one embedded server. */
export interface Login {
  port: number;
  user: string;
  password: string;
}

/**
 * A connection that stands for this process: as long as it is open, no other process stops the server, however
 * idle this process's pools are.
 */
export interface Keeper {
  /**
   * Whether anybody else is connected. Backends of connections that were just closed are given a moment to end,
   * unless another process keeps the server anyway.
   */
  countOthers(): Promise<number>;
  close(): Promise<void>;
}

const KEEPER = "muster:keeper";
const DATABASE = "muster";
const GRACE_MS = 1_000;

/** The URL of the database of an embedded server. `sslmode`: PGSSLMODE in the environment must not decide. */
export function urlOf(login: Login, database = DATABASE): string {
  return `postgresql://${login.user}:${login.password}@127.0.0.1:${login.port}/${database}?sslmode=disable`;
}

/** Connects, making the database `muster` if this is the first time. */
export async function openKeeper(login: Login): Promise<Keeper> {
  try {
    return await connect(login);
  } catch (error) {
    if (codeOf(error) !== "3D000") throw error;
    await createDatabase(login);
    return connect(login);
  }
}

async function connect(login: Login): Promise<Keeper> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString: urlOf(login),
    application_name: KEEPER,
    connectionTimeoutMillis: 10_000,
    stream: () => socket,
  });
  // It may be cut at any time; whoever needs the server learns of it by their own connection.
  client.on("error", () => undefined);
  await client.connect();
  socket.unref();
  return {
    async countOthers() {
      // Waiting for an answer must keep the process alive, being connected must not.
      socket.ref();
      const deadline = performance.now() + GRACE_MS;
      for (;;) {
        const { rows } = await client.query<{ others: number; keepers: number }>(
          `select count(*)::int as others, count(*) filter (where application_name = $1)::int as keepers
             from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
          [KEEPER],
        );
        const { others, keepers } = rows[0] ?? { others: 0, keepers: 0 };
        if (others === 0 || keepers > 0 || performance.now() >= deadline) return others;
        // pg_sleep rather than a timer: the answer comes when the server has had the time.
        await client.query("select pg_sleep(0.02)");
      }
    },
    async close() {
      socket.ref();
      await client.end().catch(() => undefined);
    },
  };
}

async function createDatabase(login: Login): Promise<void> {
  const client = new pg.Client({
    connectionString: urlOf(login, "postgres"),
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Login, urlOf } from "../embedded/keeper.ts";
import { superuserOf, type TestServer } from "./servers.ts";

/** An empty database of a test's own. */
export interface TestDatabase {
  /** 14 characters of a-z, 0-9 and _, unique in the run: role names are derived from it. */
  name: string;
  /** URL of the login that owns it. */
  url: string;
  /** URL of a superuser, to see what row-level security hides from the owner. */
  superuserUrl: string;
  /** Removes it with every role whose name ends with its own. Hand it to `onTestFinished` or `afterAll`. */
  drop: () => Promise<void>;
}

/** Makes an empty database on one of the run's servers; migrate it yourself. Takes some 30 ms. */
export async function createTestDatabase(options: { server?: TestServer } = {}): Promise<TestDatabase> {
  const server = options.server ?? "pg18";
  const superuser = await superuserOf(server);
  const name = `t_${randomBytes(6).toString("hex")}`;
  const owner = await createOwner(server, superuser, name);
  await onServer(superuser, `create database ${name} owner ${owner.user}`);
  return {
    name,
    url: urlOf(owner, name),
    superuserUrl: urlOf(superuser, name),
    drop: () => drop(superuser, name),
  };
}

async function createOwner(server: TestServer, superuser: Login, database: string): Promise<Login> {
  if (server === "pg18") return superuser;
  const owner: Login = { ...superuser, user: `owner_${database}`, password: randomBytes(12).toString("hex") };
  await onServer(superuser, `create role ${owner.user} login createrole password '${owner.password}'`);
  return owner;
}

async function drop(superuser: Login, name: string): Promise<void> {
  await onServer(superuser, `drop database if exists ${name} with (force)`);
  await withClient(superuser, async (client) => {
    const { rows } = await client.query<{ role: string }>(
      "select rolname as role from pg_roles where right(rolname, length($1)) = $1",
      [`_${name}`],
    );
    for (const { role } of rows) await client.query(`drop role ${pg.escapeIdentifier(role)}`);
  });
}

async function onServer(login: Login, statement: string): Promise<void> {
  await withClient(login, (client) => client.query(statement));
}

async function withClient(login: Login, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({
    connectionString: urlOf(login, "postgres"),
    connectionTimeoutMillis: 10_000,
  });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

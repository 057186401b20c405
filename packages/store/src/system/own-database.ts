import pg from "pg";
import { unreachable } from "../unreachable.ts";
import { refuseOldServers } from "./migrate.ts";
import { rolesNamed } from "./roles.ts";

/**
 * Makes an empty database of that name (a-z, 0-9 and _) on somebody's server, beside the one in the URL, and
 * gives its URL; undefined where the login may not create databases and roles. Throws StoreError:
 * databaseUnreachable, serverTooOld.
 */
export async function createOwnDatabase(serverUrl: string, name: string): Promise<string | undefined> {
  return onServer(serverUrl, async (client) => {
    await refuseOldServers(client);
    const { rows } = await client.query<{ may: boolean }>(
      "select rolsuper or (rolcreatedb and rolcreaterole) as may from pg_roles where rolname = current_user",
    );
    if (!rows[0]?.may) return undefined;
    // From template0, which alone may differ from the server's own encoding and locale.
    await client.query(
      `create database ${pg.escapeIdentifier(name)} template template0 encoding 'UTF8'
         locale_provider libc lc_collate 'C' lc_ctype 'C'`,
    );
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return url.href;
  });
}

/** Removes such a database, whoever is connected, and the roles that its migrations made. Gone already: nothing. */
export async function dropOwnDatabase(serverUrl: string, name: string): Promise<void> {
  await onServer(serverUrl, async (client) => {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    const { app, system } = rolesNamed(name);
    await client.query(`drop role if exists ${pg.escapeIdentifier(app)}, ${pg.escapeIdentifier(system)}`);
  });
}

async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "muster:own-database",
    connectionTimeoutMillis: 10_000,
  });
  // Cut while a statement runs, that statement fails; cut while idle, there is nothing to tell.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (cause) {
    await client.end().catch(() => undefined);
    throw unreachable(cause);
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

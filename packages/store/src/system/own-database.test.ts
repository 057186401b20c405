import { randomBytes } from "node:crypto";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { createTestDatabase, testServers } from "../testing/index.ts";
import { migrate } from "./migrate.ts";
import { createOwnDatabase, dropOwnDatabase } from "./own-database.ts";

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

/** A login that may do exactly what `rights` says, on a database that is not the one to be made. */
async function loginWith(
  server: (typeof testServers)[number],
  rights: string,
): Promise<{ url: string; superuserUrl: string; name: string }> {
  const db = await createTestDatabase({ server });
  onTestFinished(db.drop);
  const url = new URL(db.url);
  url.username = `guest_${db.name}`;
  url.password = randomBytes(9).toString("hex");
  await query(db.superuserUrl, `create role ${url.username} login password '${url.password}' ${rights}`);
  return { url: url.href, superuserUrl: db.superuserUrl, name: `own_${db.name}` };
}

const leftOf = (name: string): string =>
  `select datname as name from pg_database where datname = '${name}'
   union select rolname from pg_roles where rolname in ('muster_app_${name}', 'muster_system_${name}')`;

describe.each(testServers)("on %s", (server) => {
  test("a login that may create databases and roles gets one, and nothing of it is left when it is dropped", async () => {
    const { url, superuserUrl, name } = await loginWith(server, "createdb createrole");
    const own = (await createOwnDatabase(url, name)) ?? "";
    onTestFinished(() => dropOwnDatabase(url, name));
    expect(
      await query(own, "select current_database() as name, current_setting('server_encoding') as encoding"),
    ).toEqual([{ name, encoding: "UTF8" }]);
    await migrate(own);
    expect(await query(superuserUrl, leftOf(name))).toHaveLength(3);
    const open = new pg.Client({ connectionString: own });
    open.on("error", () => undefined);
    await open.connect();
    await dropOwnDatabase(url, name);
    expect(await query(superuserUrl, leftOf(name))).toEqual([]);
    await dropOwnDatabase(url, name);
  });

  test.each(["createdb", "createrole", ""])("a login with no right but »%s« gets none", async (rights) => {
    const { url, superuserUrl, name } = await loginWith(server, rights);
    expect(await createOwnDatabase(url, name)).toBeUndefined();
    expect(await query(superuserUrl, leftOf(name))).toEqual([]);
  });
});

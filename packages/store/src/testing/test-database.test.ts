import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { testServers } from "./servers.ts";
import { createTestDatabase } from "./test-database.ts";

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}

const LOGIN = `select rolsuper, rolcreaterole, rolbypassrls, current_setting('server_version_num')::int / 10000 as major,
  pg_encoding_to_char(encoding) as encoding, datdba = pg_roles.oid as owner
  from pg_roles, pg_database where rolname = current_user and datname = current_database()`;

const namesOf = (name: string): string =>
  `select rolname as name from pg_roles where rolname like '%${name}'
   union select datname from pg_database where datname = '${name}'`;

describe.each(testServers)("on %s", (server) => {
  test("the login owns an empty database in UTF-8 and has the rights that the name promises", async () => {
    const db = await createTestDatabase({ server });
    onTestFinished(db.drop);
    const superuser = server === "pg18";
    expect(await query(db.url, LOGIN)).toEqual([
      {
        rolsuper: superuser,
        rolcreaterole: true,
        rolbypassrls: superuser,
        major: superuser ? 18 : 15,
        encoding: "UTF8",
        owner: true,
      },
    ]);
    expect(await query(db.url, "select from pg_class where relnamespace = 'public'::regnamespace")).toEqual(
      [],
    );
    expect(await query(db.superuserUrl, LOGIN)).toMatchObject([{ rolsuper: true }]);
  });

  test("dropping takes the database and its roles along, whoever is connected, and nothing of the next one", async () => {
    const [gone, kept] = await Promise.all([createTestDatabase({ server }), createTestDatabase({ server })]);
    onTestFinished(kept.drop);
    for (const { name, url } of [gone, kept]) {
      await query(
        url,
        `create role muster_app_${name}; create table people (id int); grant select on people to muster_app_${name}`,
      );
    }
    const open = new pg.Client({ connectionString: gone.url });
    open.on("error", () => undefined);
    await open.connect();
    await gone.drop();
    expect(await query(kept.url, namesOf(gone.name))).toEqual([]);
    expect(await query(kept.url, namesOf(kept.name))).toHaveLength(server === "pg18" ? 2 : 3);
  });
});

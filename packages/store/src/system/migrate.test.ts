import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore } from "../open-store.ts";
import { errorOf } from "../testing/embedded-fixture.ts";
import { createTestDatabase, type TestDatabase, testServers } from "../testing/index.ts";
import { migrate, migrationStatus } from "./migrate.ts";

interface Database extends TestDatabase {
  /** As the login that migrates. */
  query(text: string): Promise<Record<string, unknown>[]>;
}

/** What the database remembers of its migrations. */
const HISTORY = "select number, name, checksum, applied_at from schema_migrations order by number";

/** Everything in the database that has a name and a definition. */
const SCHEMA = `
  select c.relname || ' ' || c.relkind::text || ' ' || coalesce(string_agg(a.attname || ' ' || a.atttypid::regtype, ', '
    order by a.attnum) filter (where a.attnum > 0 and not a.attisdropped), '') as object
  from pg_class c left join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace group by c.oid, c.relname, c.relkind order by 1`;

describe.each(testServers)("migrations on %s", (server) => {
  async function empty(): Promise<Database> {
    const database = await createTestDatabase({ server });
    onTestFinished(database.drop);
    const query = async (text: string): Promise<Record<string, unknown>[]> => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        return (await client.query<Record<string, unknown>>(text)).rows;
      } finally {
        await client.end();
      }
    };
    return { ...database, query };
  }

  async function migrated(): Promise<Database> {
    const database = await empty();
    await migrate(database.url);
    return database;
  }

  test("done again change nothing", async () => {
    const db = await migrated();
    const before = [await db.query(HISTORY), await db.query(SCHEMA)];
    const status = await migrate(db.url);
    expect(status.length).toBeGreaterThan(4);
    expect(status.map((one) => one.applied)).not.toContain(false);
    expect(status).toEqual(await migrationStatus(db.url));
    expect([await db.query(HISTORY), await db.query(SCHEMA)]).toEqual(before);
  });

  test("started at once by several, on one database and on its neighbours, are done once each", async () => {
    const databases = await Promise.all([empty(), empty(), empty()]);
    await Promise.all(databases.flatMap((db) => [migrate(db.url), migrate(db.url), migrate(db.url)]));
    for (const db of databases) {
      expect((await migrationStatus(db.url)).map((one) => one.applied)).not.toContain(false);
      const organizations = await db.query("select slug from organizations");
      // The owner is under row security as well, but may look across organizations.
      expect(organizations).toEqual([{ slug: "default" }]);
    }
  });

  test("that fail in the middle keep nothing of the one that failed, and go on with it once mended", async () => {
    const db = await empty();
    // In the way of the last table of the third.
    await db.query("create table deactivations (id integer)");
    const error = await errorOf(migrate(db.url));
    expect(error).toMatchObject({ code: "migrationFailed", cause: { code: "42P07" } });
    expect(error.message).toBe("Migration 3 (members) failed; nothing of it was kept.");
    const status = await migrationStatus(db.url);
    expect(status.map((one) => one.applied)).toEqual(status.map((one) => one.number < 3));
    expect(
      await db.query("select to_regclass('members') as members, to_regclass('identities') as ids"),
    ).toEqual([{ members: null, ids: null }]);
    expect(await errorOf(openStore({ connectionString: db.url }))).toMatchObject({ code: "notMigrated" });
    await db.query("drop table deactivations");
    await migrate(db.url);
    expect(await db.query(SCHEMA)).toEqual(await (await migrated()).query(SCHEMA));
  });

  test("cut off in the middle by a killed process leave what a new start goes on from", async () => {
    const db = await empty();
    const blocker = new pg.Client({ connectionString: db.url });
    await blocker.connect();
    onTestFinished(() => blocker.end());
    // The third waits for this table's name; the process dies while it does.
    await blocker.query("begin; create table deactivations (id integer)");
    const cut = errorOf(migrate(db.url));
    const waits = `
      select pg_terminate_backend(pid) as ended from pg_stat_activity
      where datname = current_database() and application_name = 'muster:migrate' and wait_event_type = 'Lock'`;
    for (let ended = 0; ended === 0; ) ended = (await db.query(waits)).length;
    expect(await cut).toMatchObject({ code: "migrationFailed" });
    await blocker.query("rollback");
    await migrate(db.url);
    expect((await migrationStatus(db.url)).map((one) => one.applied)).not.toContain(false);
  });

  test.each([
    [
      "the file of an applied one was changed",
      "update schema_migrations set checksum = 'x' where number = 2",
      "migrationChanged",
      /^Migration 2 \(integrations\) is not the one/,
    ],
    [
      "a newer version has migrated the database",
      "insert into schema_migrations values (9000, 'later', 'x')",
      "schemaAhead",
      /has migration 9000, this version ends with \d+\.$/,
    ],
  ])("are refused by everybody where %s", async (_, change, code, message) => {
    const db = await migrated();
    await db.query(change);
    const schema = await db.query(SCHEMA);
    for (const act of [
      () => migrate(db.url),
      () => migrationStatus(db.url),
      () => openStore({ connectionString: db.url }),
    ]) {
      expect(await errorOf(act())).toMatchObject({ code, message: expect.stringMatching(message) });
    }
    expect(await db.query(SCHEMA)).toEqual(schema);
  });

  test("are asked for by name where a store is opened without them, and looking makes none", async () => {
    const db = await empty();
    expect(await errorOf(openStore({ connectionString: db.url }))).toMatchObject({
      code: "notMigrated",
      fix: expect.stringContaining("muster db migrate"),
    });
    expect((await migrationStatus(db.url)).map((one) => one.applied)).not.toContain(true);
    expect(await db.query(SCHEMA)).toEqual([]);
  });
});

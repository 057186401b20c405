import { once } from "node:events";
import { createServer } from "node:net";
import { inspect } from "node:util";
import { sql } from "kysely";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "./open-store.ts";
import { migrate, migrationStatus } from "./system/migrate.ts";
import { rolesNamed } from "./system/roles.ts";
import { errorOf } from "./testing/embedded-fixture.ts";
import { createTestDatabase, testServers } from "./testing/index.ts";

/** What a transaction of an organization is, and what it sees. */
async function lookOf(store: Store): Promise<Record<string, unknown> | undefined> {
  const { rows } = await store.forOrganization(1, (tx) =>
    sql<Record<string, unknown>>`
      select current_user as role, current_database() as database, current_setting('statement_timeout') as timeout,
        (select array_agg(slug) from organizations) as organizations`.execute(tx),
  );
  return rows[0];
}

async function opened(url: string): Promise<Store> {
  const store = await openStore({ connectionString: url, maxConnections: 2 });
  onTestFinished(() => store.close());
  return store;
}

async function query(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** The URL with other parts. */
function changed(url: string, change: (url: URL) => void): string {
  const copy = new URL(url);
  change(copy);
  return copy.href;
}

describe.each(testServers)("a store on %s", (server) => {
  const common = "a-long-Name-that-two-databases-have-in-common-nearly-to-the";
  test.each([
    ["dashes and capitals", ["muster-Staging-2"]],
    ["spaces and quotes", ['people of o\'brien "x"']],
    [
      "60 characters, equal but for the last or for case",
      [`${common}1`, `${common}2`, `${common}1`.toLowerCase()],
    ],
  ])("works in a database whose name has %s", async (_, names) => {
    const db = await createTestDatabase({ server });
    onTestFinished(db.drop);
    const roles = new Set<unknown>();
    for (const given of names) {
      // Unique in the cluster, and as long as it was.
      const name = `${db.name.slice(-6)}${given.slice(6)}`;
      const owner = pg.escapeIdentifier(new URL(db.url).username);
      await query(db.superuserUrl, `create database ${pg.escapeIdentifier(name)} owner ${owner}`);
      const { app, system } = rolesNamed(name);
      onTestFinished(async () => {
        await query(db.superuserUrl, `drop database ${pg.escapeIdentifier(name)} with (force)`);
        await query(db.superuserUrl, `drop role ${app}; drop role ${system}`);
      });
      const url = changed(db.url, (parts) => {
        parts.pathname = `/${encodeURIComponent(name)}`;
      });
      await migrate(url);
      const look = await lookOf(await opened(url));
      expect(look).toMatchObject({ role: app, database: name, organizations: ["default"] });
      roles.add(app);
    }
    expect(roles.size).toBe(names.length);
  });

  test("keeps its role whatever options the URL has, and the options", async () => {
    const db = await createTestDatabase({ server });
    onTestFinished(db.drop);
    await migrate(db.url);
    const user = new URL(db.url).username;
    for (const options of ["-c role=none", `-c role=${user}`, `-c statement_timeout=4321 -c role=${user}`]) {
      const url = changed(db.url, (parts) => parts.searchParams.set("options", options));
      expect(await lookOf(await opened(url))).toMatchObject({
        role: rolesNamed(db.name).app,
        timeout: options.includes("4321") ? "4321ms" : "0",
      });
    }
  });

  test("that has lost its role to a setting of the server's refuses to work", async () => {
    const db = await createTestDatabase({ server });
    onTestFinished(db.drop);
    await migrate(db.url);
    const store = await opened(db.url);
    const { app } = rolesNamed(db.name);
    await store.forOrganization(1, (tx) => sql`select set_config('role', 'none', false)`.execute(tx));
    const looks = await Promise.allSettled([1, 2, 3].map(() => lookOf(store)));
    for (const look of looks) {
      if (look.status === "fulfilled") expect(look.value).toMatchObject({ role: app });
      else expect(look.reason).toMatchObject({ code: "wrongRole" });
    }
    expect(looks.map((look) => look.status)).toContain("rejected");
  });
});

/** Everything that could be printed of an error, its causes included. */
function printed(error: unknown): string {
  const parts: string[] = [];
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    parts.push(
      link.message,
      link.stack ?? "",
      JSON.stringify(link),
      inspect(link, { depth: 12, showHidden: true }),
    );
  }
  return parts.join("\n");
}

describe("a database that does not let us in", () => {
  const SECRET = "pa:ss w0rd/ü";

  async function closedPort(): Promise<number> {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    listener.close();
    await once(listener, "close");
    return typeof address === "object" && address ? address.port : 0;
  }

  test.each(testServers)("says why and what to check, and no password: on %s", async (server) => {
    const db = await createTestDatabase({ server });
    onTestFinished(db.drop);
    const port = await closedPort();
    const secretOf = (url: string): string => new URL(url).password;
    const cases: [string, string][] = [
      [changed(db.url, (url) => (url.password = SECRET)), "it refused the password"],
      [
        changed(db.url, (url) => ((url.username = "nobody_here"), (url.password = SECRET))),
        "it refused the password",
      ],
      [changed(db.url, (url) => (url.pathname = "/nowhere")), "it has no database of that name"],
      [changed(db.url, (url) => (url.port = String(port))), "nothing listens at that host and port"],
    ];
    for (const [url, reason] of cases) {
      for (const act of [migrate, migrationStatus, (at: string) => openStore({ connectionString: at })]) {
        const error = await errorOf(act(url));
        expect(error).toMatchObject({
          code: "databaseUnreachable",
          message: `The database did not let Muster in: ${reason}.`,
          fix: expect.stringContaining("DATABASE_URL"),
        });
        expect(error.cause).toBeInstanceOf(Error);
        const text = printed(error);
        for (const secret of [SECRET, secretOf(url), encodeURIComponent(SECRET), url]) {
          expect(text).not.toContain(secret);
        }
      }
    }
  });
});

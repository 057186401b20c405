import { sql } from "kysely";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPool } from "./connection.ts";
import { codeOf } from "./errors.ts";
import { rolesNamed } from "./system/roles.ts";
import type { Company } from "./testing/company.ts";
import { newFullCompany } from "./testing/full-company.ts";
import { testServers } from "./testing/index.ts";
import { useStore } from "./testing/use-store.ts";

interface Table {
  name: string;
  /** The column that says whose a row is. */
  owner: string;
  enabled: boolean;
  forced: boolean;
  policy: string | null;
}

const TABLES = `
  select c.relname as name, case when c.relname = 'organizations' then 'id' else 'org_id' end as owner,
    c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    (select pg_get_expr(p.polqual, p.polrelid) from pg_policy p
      where p.polrelid = c.oid and p.polname = 'own' and p.polroles = '{0}' and p.polcmd = '*') as policy
  from pg_class c
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    and (c.relname = 'organizations' or exists (
      select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id'))
  order by 1`;

/** Tables of the statements across organizations: they let the system's role through. */
const CROSSED = [
  "batches",
  "field_holds",
  "holds",
  "integrations",
  "leases",
  "notices",
  "organizations",
  "plan_holds",
  "runs",
];

describe.each(testServers)("on %s", (server) => {
  const { store, database } = useStore(server);
  let [a, b]: Company[] = [];
  let truth: pg.Pool;
  let forgotten: pg.Pool;
  let tables: Table[];

  beforeAll(async () => {
    [a, b] = [await newFullCompany(store()), await newFullCompany(store())];
    const { url, superuserUrl, name } = database();
    const pool = { max: 2, applicationName: "test", onError: () => undefined };
    truth = openPool({ ...pool, connectionString: superuserUrl });
    forgotten = openPool({ ...pool, connectionString: url, role: rolesNamed(name).app });
    tables = (await truth.query<Table>(TABLES)).rows;
  });
  afterAll(async () => {
    await Promise.all([truth.end(), forgotten.end()]);
  });

  const org = (company: Company | undefined): number => company?.orgId ?? 0;
  const count = async (pool: pg.Pool, text: string): Promise<number> =>
    (await pool.query<{ n: number }>(`select count(*) as n from ${text}`)).rows[0]?.n ?? -1;
  /** One statement as organization A, sent as it is. */
  const asA = async (text: string): Promise<pg.QueryResult<{ n: number }>> => {
    const client = await forgotten.connect();
    try {
      await client.query(`begin; select set_config('muster.org', '${org(a)}', true)`);
      return await client.query<{ n: number }>(text);
    } finally {
      await client.query("rollback");
      client.release();
    }
  };
  const refusal = (text: string): Promise<string | undefined> =>
    asA(text).then(
      (result) => `did it to ${result.rowCount} rows`,
      (error: unknown) => codeOf(error),
    );
  const fingerprintOfB = async (): Promise<string[]> => {
    const prints: string[] = [];
    for (const { name, owner } of tables) {
      const { rows } = await truth.query<{ print: string }>(
        `select md5(string_agg(t::text, chr(10) order by t::text)) as print from ${name} t where ${owner} = ${org(b)}`,
      );
      prints.push(`${name} ${rows[0]?.print}`);
    }
    return prints;
  };

  test("F54 S1 every table of an organization's rows is guarded, and both organizations have rows in each", async () => {
    expect(tables.length).toBeGreaterThan(16);
    for (const { name, owner, enabled, forced, policy } of tables) {
      // COPY FROM is refused to whoever is under row security, and the owner stages.
      expect({ name, enabled, forced }).toEqual({ name, enabled: true, forced: name !== "staging" });
      expect(policy).toMatch(
        new RegExp(`^\\(${owner} = \\( SELECT \\(NULLIF\\(current_setting\\('muster\\.org'`),
      );
      for (const company of [a, b]) {
        expect([name, await count(truth, `${name} where ${owner} = ${org(company)}`)]).not.toEqual([name, 0]);
      }
    }
  });

  test("F54 S1 the other tables hold nobody's rows", async () => {
    const { rows } = await truth.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename <> all ($1) order by 1",
      [tables.map((table) => table.name)],
    );
    expect(rows.map((row) => row.name)).toEqual([
      "housekeeping",
      "schema_migrations",
      "vendor_limits",
      "vendor_pauses",
      "workers",
    ]);
  });

  test("F54 S1 a row cannot belong to another organization's integration, not even unseen", async () => {
    // Keys and references are looked up past row-level security.
    const { rows } = await truth.query<{ name: string; keyed: boolean }>(`
      select c.conrelid::regclass::text as name, (
        select count(*) from unnest(c.conkey) key join pg_attribute a on a.attrelid = c.conrelid and a.attnum = key
        where a.attname = 'org_id') = 1 as keyed
      from pg_constraint c where c.contype = 'f' and c.confrelid = 'integrations'::regclass order by 1`);
    expect(rows.length).toBeGreaterThan(3);
    expect(rows).toEqual(rows.map(({ name }) => ({ name, keyed: true })));
  });

  test("F54 S1 a query without its organization filter gives the organization's own rows and no others", async () => {
    for (const { name, owner } of tables) {
      const own = await count(truth, `${name} where ${owner} = ${org(a)}`);
      expect((await asA(`select count(*)::integer as n from ${name}`)).rows).toEqual([{ n: own }]);
      expect((await asA(`select 1 as n from ${name} where ${owner} <> ${org(a)}`)).rows).toEqual([]);
    }
  });

  test("F54 S1 a statement that names no organization sees nothing, also after one that did", async () => {
    await asA("select 1 as n");
    for (const { name } of tables) expect([name, await count(forgotten, name)]).toEqual([name, 0]);
  });

  test("F54 S1 organizations that take turns on the same connections see each their own", async () => {
    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, turn) => {
        const orgId = org(turn % 2 === 0 ? a : b);
        const { rows } = await store().forOrganization(orgId, (tx) =>
          sql<{ owner: number }>`select org_id as owner from members`.execute(tx),
        );
        return { orgId, owners: rows.map((row) => row.owner) };
      }),
    );
    for (const { orgId, owners } of seen) expect([...new Set(owners)]).toEqual([orgId]);
  });

  test("F54 S1 nobody can put a row into another organization, give one away, or touch one there", async () => {
    const before = await fingerprintOfB();
    for (const { name, owner } of tables) {
      const moved = `jsonb_populate_record(null::${name}, to_jsonb(t) || '{"${owner}": ${org(b)}}')`;
      const insert = `insert into ${name} overriding system value select (${moved}).* from ${name} t limit 1`;
      expect([name, await refusal(insert)]).toEqual([name, "42501"]);
      if (name !== "organizations") {
        expect([name, await refusal(`update ${name} set ${owner} = ${org(b)}`)]).toEqual([name, "42501"]);
      }
      const touch = await refusal(`delete from ${name} where ${owner} = ${org(b)}`);
      expect(["42501", "did it to 0 rows"]).toContain(touch);
    }
    expect(await fingerprintOfB()).toEqual(before);
  });

  test.each([
    ["delete a member", "delete from members"],
    ["delete what says why somebody is out", "delete from deactivations"],
    ["rewrite the record of acts", "update audit set actor = 'nobody'"],
    ["empty a table", "truncate members"],
    ["rename an organization", "update organizations set name = 'Mine'"],
    ["read the migrations", "select 1 as n from schema_migrations"],
    ["read the workers", "select 1 as n from workers"],
    ["read the jobs", "select 1 as n from graphile_worker.jobs"],
    ["read the jobs' private table", "select 1 as n from graphile_worker._private_jobs"],
    ["queue a job", "select 1 as n from graphile_worker.add_job('run')"],
    ["switch the guard off", "alter table members disable row level security"],
  ])("F54 S1 the role of an organization's statements cannot %s", async (_, text) => {
    expect(await refusal(text)).toBe("42501");
  });

  test("F54 S1 the owner of the tables sees no organization's people either, unless it is a superuser", async () => {
    for (const { name } of tables) {
      const { rows } = await store().systemPool.query(`select from ${name}`);
      const sees = server === "pg18" || CROSSED.includes(name) || name === "staging";
      expect([name, rows.length]).toEqual([name, sees ? await count(truth, name) : 0]);
    }
  });
});

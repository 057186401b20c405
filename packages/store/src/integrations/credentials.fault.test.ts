import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import pg from "pg";
import { parseKeyring } from "../secrets/keyring.ts";
import { type Company, newCompany, SECRETS } from "../testing/company.ts";
import { newFullCompany } from "../testing/full-company.ts";
import { testServers } from "../testing/index.ts";
import { useStore } from "../testing/use-store.ts";
import { inspectOrganization } from "./inspect-organization.ts";
import { findIntegration, openCredentials } from "./integrations.ts";

const KEYRING = parseKeyring(randomBytes(32).toString("base64"));

describe.each(testServers)("credentials on %s", (server) => {
  const { store, database } = useStore(server);
  let truth: pg.Client;
  beforeAll(async () => {
    truth = new pg.Client({ connectionString: database().superuserUrl });
    await truth.connect();
  });
  afterAll(() => truth.end());

  function open(company: Company, keyring = KEYRING): Promise<Record<string, string>> {
    return company.within(async (tx) => {
      const integration = await findIntegration(tx, company.integrationId);
      if (!integration) throw new Error("the integration is gone");
      return openCredentials(tx, keyring, integration);
    });
  }

  const seal = (column: string, from: Company, to: Company): Promise<unknown> =>
    truth.query(
      `update credentials set sealed = s.sealed from (select sealed from credentials where org_id = $1 and field = $2) s
       where org_id = $3 and field = 'apiKey'`,
      [from.orgId, column, to.orgId],
    );

  test("F55 S1 credentials open with the keyring that sealed them and with no other", async () => {
    const company = await newCompany(store(), KEYRING);
    expect(await open(company)).toEqual(SECRETS);
    const other = parseKeyring(randomBytes(32).toString("base64"));
    await expect(open(company, other)).rejects.toMatchObject({ code: "secretKeyMissing" });
    expect(await company.within((tx) => inspectOrganization(tx, other, company.orgId))).toMatchObject({
      opened: 0,
      sealedShut: { secretKeyMissing: 2 },
    });
  });

  test("F55 S1 credentials are in no table of the database, in no form that is not sealed", async () => {
    await newFullCompany(store());
    const { rows: tables } = await truth.query<{ name: string }>(`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`);
    expect(tables.map((table) => table.name)).toContain("public.credentials");
    const forms = Object.values(SECRETS).flatMap((secret) => [
      secret,
      ...(["base64", "base64url", "hex"] as const).map((form) => Buffer.from(secret).toString(form)),
    ]);
    for (const { name } of tables) {
      const { rows } = await truth.query(
        `select from ${name} t where exists (select from unnest($1::text[]) form where position(form in t::text) > 0)`,
        [forms],
      );
      expect([name, rows.length]).toEqual([name, 0]);
    }
  });

  test("F55 S1 credentials that were copied from another organization or another field do not open", async () => {
    const [a, b, c] = [
      await newCompany(store(), KEYRING),
      await newCompany(store(), KEYRING),
      await newCompany(store(), KEYRING),
    ];
    await seal("apiKey", a, b);
    await seal("clientSecret", c, c);
    for (const company of [b, c]) {
      await expect(open(company)).rejects.toMatchObject({ code: "secretMoved" });
      const health = await company.within((tx) => inspectOrganization(tx, KEYRING, company.orgId));
      expect(health).toEqual({ opened: 1, sealedShut: { secretMoved: 1 }, orphans: 0 });
    }
    expect(await open(a)).toEqual(SECRETS);
  });

  test("F55 S1 credentials that were changed in the database do not open", async () => {
    const company = await newCompany(store(), KEYRING);
    await truth.query(
      "update credentials set sealed = jsonb_set(sealed, '{ct}', sealed -> 'iv') where org_id = $1",
      [company.orgId],
    );
    await expect(open(company)).rejects.toMatchObject({ code: "secretAltered" });
  });
});

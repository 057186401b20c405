import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { openStore, type Store } from "../open-store.ts";
import { parseKeyring } from "../secrets/keyring.ts";
import { type Company, newCompany } from "../testing/company.ts";
import { exchangeAt, RENEW_AT } from "../testing/exchange.ts";
import { testServers } from "../testing/index.ts";
import { startRotatingVendor } from "../testing/rotating-vendor.ts";
import { useStore } from "../testing/use-store.ts";
import { findIntegration, openCredentials, replaceConfig, setBaseUrl } from "./integrations.ts";
import { type IntegrationTokens, integrationTokens } from "./token-vault.ts";

const KEYRING = parseKeyring(randomBytes(32).toString("base64"));
const CLIENT = { clientId: "c", clientSecret: "s" };

describe.each(testServers)("the tokens of an integration on %s", (server) => {
  const { store, database } = useStore(server);
  let truth: pg.Client;
  beforeAll(async () => {
    truth = new pg.Client({ connectionString: database().superuserUrl });
    await truth.connect();
  });
  afterAll(() => truth.end());

  /** Replaces the credentials of a company's integration. */
  const enter = (company: Company, refreshToken: string): Promise<void> =>
    company.within((tx) =>
      replaceConfig(tx, KEYRING, {
        orgId: company.orgId,
        id: company.integrationId,
        settings: {},
        authMethod: "oauth",
        limits: null,
        secrets: { ...CLIENT, refreshToken },
      }),
    );

  async function connected(): Promise<Company> {
    const company = await newCompany(store(), KEYRING);
    await enter(company, "r0");
    return company;
  }

  const tokensOf = ({ orgId, integrationId }: Company, by: Store = store()): IntegrationTokens =>
    integrationTokens(by, { orgId, integrationId, keyring: KEYRING });

  test("are exchanged once by two stores, however many ask", async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const second = await openStore({ connectionString: database().url, maxConnections: 5 });
    onTestFinished(() => second.close());
    const vaults = [store(), second, store(), second].map((by) => tokensOf(company, by));
    const seen = await Promise.all(vaults.map((vault) => vault.read()));
    const given = await Promise.all(
      vaults.map((vault, index) =>
        vault.refresh(seen[index] ?? { refreshToken: null, accessToken: null, renewAt: null }, (token) =>
          exchangeAt(vendor.url, token),
        ),
      ),
    );
    const expected = { refreshToken: "r1", accessToken: "canary-access-1", renewAt: RENEW_AT };
    expect(given).toEqual([expected, expected, expected, expected]);
    expect(vendor.handedIn).toEqual(["r0"]);
    expect(await tokensOf(company).read()).toEqual(expected);
  });

  test("follow one another, each refresh token handed in once", async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const vault = tokensOf(company);
    for (let time = 0; time < 3; time += 1) {
      await vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    }
    expect(vendor.handedIn).toEqual(["r0", "r1", "r2"]);
  });

  test("are saved although the connection broke during the exchange", async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    vendor.beforeAnswer = async () => {
      await truth.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and state = 'idle in transaction'`,
      );
    };
    const vault = tokensOf(company);
    const given = await vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    expect(given).toMatchObject({ accessToken: "canary-access-1" });
    expect(await vault.read()).toEqual(given);
  });

  test("that a person replaces meanwhile are the person's: an exchange under way ends first", async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    vendor.beforeAnswer = () => {
      asked.resolve();
      return answer.promise;
    };
    const vault = tokensOf(company);
    const seen = await vault.read();
    const underWay = vault.refresh(seen, (token) => exchangeAt(vendor.url, token));
    await asked.promise;
    const entered = enter(company, "entered");
    await expect
      .poll(async () => {
        const { rows } = await truth.query(
          "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
    const handed: (string | null)[] = [];
    const waiting = vault.refresh(seen, async (token) => {
      handed.push(token);
      return { refreshToken: token, accessToken: "of the new ones", renewAt: null };
    });
    answer.resolve();
    await Promise.all([underWay, entered, waiting]);
    // Whoever came after the person handed in what the person had entered.
    expect(handed.filter((token) => token !== "entered")).toEqual([]);
    expect(await vault.read()).toMatchObject({ refreshToken: "entered" });
  });

  test("are no credentials that anybody entered, and go with those and with the address", async () => {
    const company = await connected();
    const vendor = await startRotatingVendor();
    const vault = tokensOf(company);
    const refresh = async (): Promise<unknown> =>
      vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    await refresh();
    const opened = await company.within(async (tx) => {
      const integration = await findIntegration(tx, company.integrationId);
      return integration && openCredentials(tx, KEYRING, integration);
    });
    expect(opened).toEqual({ ...CLIENT, refreshToken: "r1" });
    await company.within((tx) => setBaseUrl(tx, company.integrationId, "https://elsewhere.test"));
    expect(await vault.read()).toEqual({ refreshToken: "r1", accessToken: null, renewAt: null });
    await refresh();
    await enter(company, "r9");
    expect(await vault.read()).toEqual({ refreshToken: "r9", accessToken: null, renewAt: null });
  });

  test("are sealed for their place", async () => {
    const [company, other] = [await connected(), await connected()];
    const vendor = await startRotatingVendor();
    const vault = tokensOf(company);
    await vault.refresh(await vault.read(), (token) => exchangeAt(vendor.url, token));
    const { rows } = await truth.query(
      "select from credentials where position('canary' in sealed::text) > 0",
    );
    expect(rows).toEqual([]);
    await truth.query(
      `insert into credentials (org_id, integration_id, field, sealed, issued)
       select $1, $2, field, sealed, issued from credentials where org_id = $3 and issued`,
      [other.orgId, other.integrationId, company.orgId],
    );
    await expect(tokensOf(other).read()).rejects.toMatchObject({ code: "secretMoved" });
    const elsewhere = integrationTokens(store(), { ...company, orgId: other.orgId });
    expect(await elsewhere.read()).toEqual({ refreshToken: null, accessToken: null, renewAt: null });
  });
});

import { afterEach, expect, test, vi } from "vitest";
import type { Page } from "@muster/connector-sdk";
import { AS_OF, failure, open, withHttp } from "../testing/acme.ts";
import {
  acmeOAuth,
  FIRST_REFRESH,
  OAUTH,
  oauthChanges,
  type OAuthVendor,
  serveOAuth,
} from "../testing/oauth-vendor.ts";
import type { OpenConnector, OpenOptions } from "../index.ts";

afterEach(() => {
  vi.useRealTimers();
});

const signal = new AbortController().signal;

function openAcme(vendor: OAuthVendor, options: Partial<OpenOptions> = {}): OpenConnector {
  return open(acmeOAuth(), vendor.url, { auth: OAUTH, ...options });
}

async function people(connector: OpenConnector): Promise<string[]> {
  const pages: Page[] = [];
  for await (const page of connector.readAll({ asOf: AS_OF, signal, from: null })) pages.push(page);
  return pages.flatMap(({ records }) => records.map(({ externalId }) => externalId));
}

test("an access token serves until a minute before it runs out", async () => {
  const vendor = await serveOAuth({ expiresIn: 600 });
  const connector = openAcme(vendor);
  vi.useFakeTimers({ toFake: ["Date"] });
  const start = Date.now();
  await people(connector);
  vi.setSystemTime(start + 539_000);
  await people(connector);
  expect(vendor.tokenCalls).toHaveLength(1);
  vi.setSystemTime(start + 541_000);
  await people(connector);
  expect(vendor.pageCalls).toEqual(["canary-access-1", "canary-access-1", "canary-access-2"]);
});

test("one whose end is not told serves until it is refused", async () => {
  const vendor = await serveOAuth({ expiresIn: null });
  const connector = openAcme(vendor);
  await people(connector);
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(Date.now() + 86_400_000);
  await people(connector);
  expect(vendor.tokenCalls).toHaveLength(1);
  vendor.expire();
  expect(await people(connector)).toEqual(["p0"]);
  expect(vendor.tokenCalls).toHaveLength(2);
});

test("a token that lives a second is used once it is there", async () => {
  const vendor = await serveOAuth({ expiresIn: 1 });
  expect(await people(openAcme(vendor))).toEqual(["p0"]);
});

test("each refresh token is followed by the one that the vendor gave for it", async () => {
  const vendor = await serveOAuth();
  const connector = openAcme(vendor);
  for (let time = 0; time < 3; time += 1) {
    await people(connector);
    vendor.expire();
  }
  expect(vendor.tokenCalls.map(({ form }) => form["refresh_token"])).toEqual([
    FIRST_REFRESH,
    "canary-refresh-1",
    "canary-refresh-2",
  ]);
});

test("a token that runs out on page 9 is renewed once, and that page is asked for again", async () => {
  const vendor = await serveOAuth({ pages: 12 });
  const connector = openAcme(vendor);
  const seen: string[] = [];
  for await (const page of connector.readAll({ asOf: AS_OF, signal, from: null })) {
    seen.push(...page.records.map(({ externalId }) => externalId));
    if (seen.length === 8) vendor.expire();
  }
  expect(seen).toEqual(Array.from({ length: 12 }, (_, index) => `p${index}`));
  expect(vendor.tokenCalls).toHaveLength(2);
  expect(vendor.pageCalls).toHaveLength(13);
});

test("a vendor that refuses a fresh token as well is asked no third time", async () => {
  const vendor = await serveOAuth();
  vendor.shut();
  const error = await failure(people(openAcme(vendor)));
  expect(error).toMatchObject({ kind: "auth", code: "reauthorize", status: 401 });
  expect([vendor.pageCalls.length, vendor.tokenCalls.length]).toEqual([2, 2]);
});

test("requests that find no token at the same time wait for one exchange", async () => {
  const vendor = await serveOAuth();
  await withHttp(
    vendor.url,
    async (http) => {
      const all = (): Promise<unknown> =>
        Promise.all(Array.from({ length: 8 }, () => http.get("/employees")));
      await all();
      expect(vendor.tokenCalls).toHaveLength(1);
      vendor.expire();
      await all();
      return vendor.tokenCalls.length;
    },
    { connector: oauthChanges(), auth: OAUTH },
  );
  expect(vendor.tokenCalls).toHaveLength(2);
});

test("a SOAP request carries the token in place of a security header, and renews it", async () => {
  const vendor = await serveOAuth();
  const error = await failure(
    withHttp(
      vendor.url,
      async (http) => {
        await http.get("/employees");
        vendor.expire();
        return http.soap("/service", { body: "<ask/>" });
      },
      { connector: oauthChanges(), auth: OAUTH },
    ),
  );
  // This vendor's page is no SOAP; that it was sent with the second token is the point.
  expect(error).toMatchObject({ code: "badContent" });
  expect(vendor.pageCalls).toEqual(["canary-access-1", "canary-access-1", "canary-access-2"]);
});

test("whoever stops waiting for an exchange does not stop it: its tokens are kept", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const vendor = await serveOAuth({
    onToken: async () => {
      asked.resolve();
      await answer.promise;
      return false;
    },
  });
  const connector = openAcme(vendor);
  const stop = new AbortController();
  const reading = failure(connector.verify({ asOf: AS_OF, signal: stop.signal }));
  await asked.promise;
  const reason = new Error("stopped");
  stop.abort(reason);
  expect(await reading).toBe(reason);
  answer.resolve();
  expect(await people(connector)).toEqual(["p0"]);
  expect(vendor.tokenCalls).toHaveLength(1);
});

test("Test connection tells until when the access token is used", async () => {
  const vendor = await serveOAuth();
  const checks = await openAcme(vendor).verify({ asOf: AS_OF, signal });
  expect(checks.at(-1)).toMatchObject({ id: "accessToken", outcome: "pass", detail: /\d{4}-\d\d-\d\dT/ });
});

test("calls for tokens are told like any other, without their query", async () => {
  const vendor = await serveOAuth();
  const told: unknown[] = [];
  await people(openAcme(vendor, { onRequest: (info) => told.push(info) }));
  expect(told).toMatchObject([
    { method: "POST", path: "/token", status: 200 },
    { method: "GET", path: "/employees", status: 200 },
  ]);
});

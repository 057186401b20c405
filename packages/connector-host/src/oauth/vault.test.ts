import { expect, test } from "vitest";
import { failure, open, AS_OF } from "../testing/acme.ts";
import { acmeOAuth, FIRST_REFRESH, OAUTH, type OAuthVendor, serveOAuth } from "../testing/oauth-vendor.ts";
import type { Tokens, TokenVault } from "../index.ts";
import { memoryVault } from "./vault.ts";

const signal = new AbortController().signal;

function verify(vendor: OAuthVendor, vault: TokenVault): Promise<unknown> {
  return open(acmeOAuth(), vendor.url, { auth: OAUTH, vault }).verify({ asOf: AS_OF, signal });
}

test("connectors that share a vault make one exchange between them", async () => {
  const vendor = await serveOAuth();
  const vault = memoryVault(FIRST_REFRESH);
  await Promise.all(Array.from({ length: 5 }, () => verify(vendor, vault)));
  expect(vendor.tokenCalls).toHaveLength(1);
  await verify(vendor, vault);
  expect(vendor.tokenCalls).toHaveLength(1);
});

test("an exchange that failed leaves the vault as it was, and the next one is made", async () => {
  const vault = memoryVault("r1");
  const seen = await vault.read();
  const away = new Error("away");
  expect(await failure(vault.refresh(seen, () => Promise.reject(away)))).toBe(away);
  expect(await vault.read()).toEqual(seen);
  const given: Tokens = { refreshToken: "r2", accessToken: "a", renewAt: null };
  expect(await vault.refresh(seen, async () => given)).toEqual(given);
});

test("a refusal of a refresh token that somebody replaced meanwhile is a lost race, not a revocation", async () => {
  const vendor = await serveOAuth();
  // As a file does that knows no lock: two read it, and one writes first.
  let saved: Tokens = { refreshToken: FIRST_REFRESH, accessToken: null, renewAt: null };
  const other = memoryVault(FIRST_REFRESH);
  await verify(vendor, other);
  const unlocked: TokenVault = {
    read: async () => saved,
    refresh: async (_seen, exchange) => {
      const handedIn = saved.refreshToken;
      const { refreshToken } = await other.read();
      saved = { ...saved, refreshToken };
      saved = await exchange(handedIn);
      return saved;
    },
  };
  await verify(vendor, unlocked);
  expect(vendor.tokenCalls.map(({ form }) => form["refresh_token"])).toEqual([
    FIRST_REFRESH,
    FIRST_REFRESH,
    "canary-refresh-1",
  ]);
  expect(saved.refreshToken).toBe("canary-refresh-2");
});

test("a refusal of the newest refresh token is a revocation", async () => {
  const vendor = await serveOAuth();
  const opened = open(acmeOAuth(), vendor.url, { auth: OAUTH, vault: memoryVault("an old one") });
  const checks = await opened.verify({ asOf: AS_OF, signal });
  expect(checks).toMatchObject([{ id: "signedIn", outcome: "fail", kind: "auth" }]);
  expect(vendor.tokenCalls).toHaveLength(1);
});

test("a vault that cannot be reached is trouble that passes, told without its words", async () => {
  const vendor = await serveOAuth();
  const fail = () => Promise.reject(Object.assign(new Error("canary-refresh-0"), { code: "57P01" }));
  const opened = open(acmeOAuth(), vendor.url, {
    auth: OAUTH,
    vault: { read: fail, refresh: fail },
    bounds: { attempts: 2 },
  });
  const [check] = await opened.verify({ asOf: AS_OF, signal });
  expect(check).toMatchObject({
    outcome: "fail",
    kind: "transient",
    detail: expect.stringContaining("57P01"),
  });
  expect(JSON.stringify(check)).not.toContain("canary");
});

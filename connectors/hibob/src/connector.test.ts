import { expect, test } from "vitest";
import { hibob } from "./index.ts";

test.each([
  ["production", "https://api.hibob.com/v1"],
  ["sandbox", "https://api.sandbox.hibob.com/v1"],
])("the environment %s is read at %s", (environment, url) => {
  expect(hibob.baseUrl({ settings: hibob.settings.parse({ environment }) })).toBe(url);
});

test.each([{}, { environment: "staging" }, { environment: "https://api.hibob.test" }])(
  "the setting %j is none of them",
  (settings) => {
    expect(hibob.settings.safeParse(settings).success).toBe(false);
  },
);

test("the limit is the service user's in one environment, and HiBob tells when there is room again", () => {
  const { account, resetHeader } = hibob.limits;
  const of = (environment: string, id: string, token: string) =>
    account?.({ settings: { environment }, secrets: { id, token } });
  expect(of("production", "SERVICE-1", "old")).toBe(of("production", "SERVICE-1", "new"));
  expect(of("sandbox", "SERVICE-1", "old")).not.toBe(of("production", "SERVICE-1", "old"));
  expect(resetHeader).toBe("x-ratelimit-reset");
});

test("an app of the marketplace gets its tokens from HiBob whatever the environment, and its limit outlives them", () => {
  const { oauth } = hibob.auth;
  if (oauth?.type !== "oauth") throw new Error("there is no OAuth");
  for (const environment of ["production", "sandbox"]) {
    expect(oauth.tokenUrl({ settings: { environment } })).toBe(
      "https://auth.app.hibob.com/oauth2/v1/apps/token",
    );
  }
  const of = (refreshToken: string) =>
    hibob.limits.account?.({
      settings: { environment: "production" },
      secrets: { clientId: "app-1", clientSecret: "s", refreshToken },
    });
  expect(of("one")).toBe("production app-1");
  expect(of("two")).toBe(of("one"));
});

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

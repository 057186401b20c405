import type { OAuth } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { bamboohr } from "./index.ts";

const settings = { companyDomain: "acme" };

function oauth(): OAuth {
  const method = bamboohr.auth["oauth"];
  if (method?.type !== "oauth") throw new Error("there is no OAuth");
  return method;
}

test("OAuth asks the company's own host for consent and tokens, with the client in the form", () => {
  const { grant, tokenUrl, secrets } = oauth();
  expect(tokenUrl({ settings })).toBe("https://acme.bamboohr.com/token.php?request=token");
  expect(Object.keys(secrets)).toEqual(["clientId", "clientSecret", "refreshToken"]);
  if (grant.type !== "refreshToken") throw new Error("another grant");
  expect(grant.clientAuth).toBe("body");
  expect(grant.consent?.url({ settings })).toBe("https://acme.bamboohr.com/authorize.php?request=authorize");
});

test("consent covers the refresh token, the feed of changes and the dataset", () => {
  const { grant } = oauth();
  const scopes = grant.type === "refreshToken" ? grant.consent?.scopes : [];
  expect(scopes).toEqual(
    expect.arrayContaining([
      "offline_access",
      "public.integration",
      "report",
      "field",
      "employee:custom_fields",
    ]),
  );
});

test("both ways to sign in share the company's limits", () => {
  const account = (secrets: Record<string, string>) => bamboohr.limits.account?.({ settings, secrets });
  expect(account({ apiKey: "a" })).toBe(account({ clientId: "b" }));
});

test("nothing that the default mapping reads has to be asked of the dataset", () => {
  const declared = bamboohr.fields.map(({ id }) => id);
  const mapped = Object.values(bamboohr.mapping).flatMap(({ first }) => first);
  expect(declared).toEqual(expect.arrayContaining(mapped));
});

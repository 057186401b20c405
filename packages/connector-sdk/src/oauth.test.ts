import { expect, test } from "vitest";
import { oauthClientCredentials, oauthJwtBearer, oauthRefreshToken } from "./oauth.ts";

const tokenUrl = (): string => "https://acme.example/token";

test("each grant asks for the secrets that it hands in, by the names that a configuration uses", () => {
  const methods = [
    oauthRefreshToken({ label: "OAuth", tokenUrl }),
    oauthClientCredentials({ label: "Client", tokenUrl }),
    oauthJwtBearer({ label: "Key", tokenUrl, audience: () => "acme" }),
  ];
  expect(methods.map(({ secrets }) => Object.keys(secrets))).toEqual([
    ["clientId", "clientSecret", "refreshToken"],
    ["clientId", "clientSecret"],
    ["clientId", "privateKey", "subject"],
  ]);
});

test("a private key may have lines, what stands in a header may not", () => {
  const { secrets } = oauthJwtBearer({ label: "Key", tokenUrl, audience: () => "acme" });
  const accepts = (name: string, value: string) => secrets[name]?.schema.safeParse(value).success;
  expect(accepts("privateKey", "-----BEGIN\nabc\r\n-----END\n")).toBe(true);
  expect(accepts("privateKey", "a\u0000b")).toBe(false);
  expect(accepts("clientId", "a\nb")).toBe(false);
});

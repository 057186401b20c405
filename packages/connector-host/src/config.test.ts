import { inspect } from "node:util";
import { isConnectorError } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { parseConnectorConfig, parseUnconnectedConfig } from "./config.ts";
import { API_KEY, acme } from "./testing/acme.ts";
import { acmeOAuth, CLIENT, OAUTH } from "./testing/oauth-vendor.ts";

const good = { settings: { domain: "north" }, auth: { method: "apiKey", apiKey: API_KEY } };

function messageFor(raw: unknown): string {
  try {
    parseConnectorConfig(acme(), raw);
  } catch (error) {
    if (isConnectorError(error) && error.kind === "config" && error.code === "badConfig")
      return error.message;
    throw error;
  }
  return "accepted";
}

test("a good configuration comes back in parts, settings as the connector's schema gives them", () => {
  const limits = { windows: [{ requests: 5, seconds: 0.5, penaltySeconds: 10 }], concurrent: 3 };
  const config = parseConnectorConfig(acme(), { ...good, settings: { domain: " North " }, limits });
  expect(config).toEqual({
    settings: { domain: "north" },
    method: "apiKey",
    secrets: { apiKey: API_KEY },
    limits,
  });
  expect(parseConnectorConfig(acme(), good)).not.toHaveProperty("limits");
});

test("secrets do not print", () => {
  expect(inspect(parseConnectorConfig(acme(), good), { depth: null, showHidden: true })).not.toContain(
    API_KEY,
  );
});

test("every problem is listed by its path", () => {
  const message = messageFor({
    settings: { domain: "https://north.acme.example", pln: "basic" },
    auth: { method: "apiKey", token: API_KEY },
    limits: { concurrent: 0, windows: [{ requests: 1 }] },
    extra: 1,
  });
  for (const path of [
    "settings.domain: give only the name before the first dot",
    "settings.pln: not a known key",
  ]) {
    expect(message).toContain(path);
  }
  expect(message).toContain("auth.apiKey: missing");
  expect(message).toContain("auth.token: not a known key");
  expect(message).toContain("limits.concurrent: ");
  expect(message).toContain("limits.windows.0.seconds: missing");
  expect(message).toContain("extra: not a known key");
});

test.each([
  ["nothing", undefined, "the whole: missing"],
  ["a list", [], "the whole: "],
  ["no settings", { auth: good.auth }, "settings: missing"],
  ["no auth", { settings: good.settings }, "auth: missing"],
  ["no method", { ...good, auth: { apiKey: API_KEY } }, "auth.method: give one of apiKey"],
  [
    "another method",
    { ...good, auth: { method: "oauth", apiKey: API_KEY } },
    "auth.method: give one of apiKey",
  ],
  [
    "a method of every object",
    { ...good, auth: { method: "constructor" } },
    "auth.method: give one of apiKey",
  ],
  ["an empty secret", { ...good, auth: { method: "apiKey", apiKey: "" } }, "auth.apiKey: API key is empty"],
  [
    "a pasted line break",
    { ...good, auth: { method: "apiKey", apiKey: `${API_KEY}\n` } },
    "auth.apiKey: API key holds a line break",
  ],
])("%s: the message says so and shows no value", (_name, raw, expected) => {
  const message = messageFor(raw);
  expect(message).toContain(expected);
  expect(message).not.toContain(API_KEY);
});

test("before it is connected a configuration may lack the refresh token, and nothing else", () => {
  const raw = { settings: good.settings, auth: { method: "oauth", ...CLIENT } };
  expect(parseUnconnectedConfig(acmeOAuth(), raw).secrets).toEqual(CLIENT);
  expect(parseUnconnectedConfig(acmeOAuth(), { ...raw, auth: OAUTH }).secrets).toHaveProperty("refreshToken");
  expect(() => parseConnectorConfig(acmeOAuth(), raw)).toThrow("auth.refreshToken: missing");
  const { clientId } = CLIENT;
  const without = { ...raw, auth: { method: "oauth", clientId } };
  expect(() => parseUnconnectedConfig(acmeOAuth(), without)).toThrow("auth.clientSecret: missing");
});

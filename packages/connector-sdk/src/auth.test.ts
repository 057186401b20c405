import { expect, test } from "vitest";
import { basicAuth, bearerAuth } from "./auth.ts";
import { secret } from "./secret.ts";

test("basic auth takes its user and password from the opened secrets", () => {
  const auth = basicAuth({
    label: "User",
    secrets: { user: secret("User"), key: secret("Key") },
    username: ({ user }) => user,
    password: ({ key }) => key,
  });
  const opened = { user: "api", key: "k-1" };
  expect([auth.username(opened), auth.password(opened)]).toEqual(["api", "k-1"]);
});

test("basic auth takes a constant password where the vendor ignores it", () => {
  const auth = basicAuth({
    label: "API key",
    secrets: { apiKey: secret("API key") },
    username: ({ apiKey }) => apiKey,
    password: "x",
  });
  expect(auth.password({ apiKey: "k-1" })).toBe("x");
});

test("bearer auth takes its token from the opened secrets", () => {
  const auth = bearerAuth({
    label: "API token",
    secrets: { token: secret("API token") },
    token: ({ token }) => token,
  });
  expect(auth.token({ token: "t-1" })).toBe("t-1");
});

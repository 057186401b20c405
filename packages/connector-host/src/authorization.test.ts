import { bearerAuth, secret } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { authorizationHeader } from "./authorization.ts";

const bearer = bearerAuth({
  label: "API token",
  secrets: { token: secret("API token") },
  token: ({ token }) => token,
});

test("a bearer token is sent as it is", () => {
  expect(authorizationHeader(bearer, { token: "t-1.a_b~c+/=" })).toBe("Bearer t-1.a_b~c+/=");
});

test.each(["two words", "tökén", " "])(
  "the token %j cannot stand in a header and is refused by name",
  (token) => {
    expect(() => authorizationHeader(bearer, { token })).toThrow(
      expect.objectContaining({
        kind: "config",
        code: "badSecret",
        message: expect.not.stringContaining("two words"),
      }),
    );
  },
);

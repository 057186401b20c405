import { bearerAuth, secret, usernameTokenAuth } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { staticSigner } from "./signer.ts";

const { signal } = new AbortController();
const bearer = bearerAuth({
  label: "API token",
  secrets: { token: secret("API token") },
  token: ({ token }) => token,
});
const user = usernameTokenAuth({
  label: "User",
  secrets: { name: secret("Name"), word: secret("Password") },
  username: ({ secrets }) => `${secrets.name}@acme`,
  password: ({ word }) => word,
});

test("a bearer token is sent as it is", async () => {
  const signer = staticSigner(bearer, { token: "t-1.a_b~c+/=" }, {});
  expect(await signer.authorization(signal)).toBe("Bearer t-1.a_b~c+/=");
  expect(await signer.soap(signal)).toEqual({ authorization: "Bearer t-1.a_b~c+/=" });
});

test.each(["two words", "tökén", " "])(
  "the token %j cannot stand in a header and is refused by name",
  (token) => {
    expect(() => staticSigner(bearer, { token }, {})).toThrow(
      expect.objectContaining({
        kind: "config",
        code: "badSecret",
        message: expect.not.stringContaining("two words"),
      }),
    );
  },
);

test("a user signs SOAP in the envelope, escaped, and everything else with HTTP Basic", async () => {
  const signer = staticSigner(user, { name: "isu", word: `p<&>"x` }, {});
  expect(await signer.soap(signal)).toEqual({
    security: expect.stringContaining("<wsse:Username>isu@acme</wsse:Username>"),
  });
  expect(await signer.soap(signal)).toEqual({
    security: expect.stringContaining('#PasswordText">p&lt;&amp;&gt;&quot;x</wsse:Password>'),
  });
  const basic = Buffer.from(`isu@acme:p<&>"x`).toString("base64");
  expect(await signer.authorization(signal)).toBe(`Basic ${basic}`);
});

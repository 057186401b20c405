import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { type OAuth, oauthClientCredentials, oauthJwtBearer, oauthRefreshToken } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { failure, withHttp } from "../testing/acme.ts";
import {
  CLIENT,
  FIRST_REFRESH,
  OAUTH,
  oauthChanges,
  type OAuthVendor,
  serveOAuth,
} from "../testing/oauth-vendor.ts";

const pair = Buffer.from(`${CLIENT.clientId}:${CLIENT.clientSecret}`).toString("base64");
const tokenUrl = () => "https://acme.example/token?request=token";

/** Asks for people once, by an auth method. */
async function ask(vendor: OAuthVendor, auth: OAuth, secrets: Record<string, string>): Promise<unknown> {
  const answer = await withHttp(vendor.url, (http) => http.get("/employees"), {
    connector: { auth: { oauth: auth } },
    auth: { method: "oauth", ...secrets },
  });
  return answer.body;
}

describe("a refresh token is handed in", () => {
  const secrets = { ...CLIENT, refreshToken: FIRST_REFRESH };
  const grant = { grant_type: "refresh_token", refresh_token: FIRST_REFRESH };

  test("at the declared path of the operator's origin, with Basic unless declared otherwise", async () => {
    const vendor = await serveOAuth();
    expect(await ask(vendor, oauthRefreshToken({ label: "App", tokenUrl }), secrets)).toMatchObject({
      people: ["p0"],
    });
    expect(vendor.tokenCalls).toEqual([
      { url: "/token?request=token", authorization: `Basic ${pair}`, form: grant },
    ]);
    expect(vendor.pageCalls).toEqual(["canary-access-1"]);
  });

  test("with the client in the form, and what the vendor wants besides", async () => {
    const vendor = await serveOAuth();
    const auth = oauthRefreshToken({
      label: "App",
      tokenUrl,
      clientAuth: "body",
      form: () => ({ tenant: "acme & co" }),
    });
    await ask(vendor, auth, secrets);
    expect(vendor.tokenCalls).toMatchObject([
      {
        authorization: undefined,
        form: {
          ...grant,
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          tenant: "acme & co",
        },
      },
    ]);
  });

  test("with the pair of Basic under another scheme's name", async () => {
    const vendor = await serveOAuth();
    await ask(vendor, oauthRefreshToken({ label: "App", tokenUrl, clientAuth: { scheme: "ID" } }), secrets);
    expect(vendor.tokenCalls).toMatchObject([{ authorization: `ID ${pair}`, form: grant }]);
  });
});

test.each([["basic"], [{ scheme: "ID" }]] as const)(
  "client credentials are enough by themselves, as %j",
  async (clientAuth) => {
    const vendor = await serveOAuth();
    const auth = oauthClientCredentials({
      label: "App",
      tokenUrl,
      clientAuth,
      form: () => ({ tenant_alias: "acme" }),
    });
    await ask(vendor, auth, CLIENT);
    const scheme = clientAuth === "basic" ? "Basic" : clientAuth.scheme;
    expect(vendor.tokenCalls).toMatchObject([
      {
        authorization: `${scheme} ${pair}`,
        form: { grant_type: "client_credentials", tenant_alias: "acme" },
      },
    ]);
  },
);

describe("an assertion", () => {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  const auth = oauthJwtBearer({ label: "Key", tokenUrl, audience: () => "wd" });
  const secrets = { clientId: "client-7", privateKey, subject: "ISU_Roster" };

  test("is signed with RS256, says who asks for whom, and is good for less than five minutes", async () => {
    const vendor = await serveOAuth();
    const before = Math.floor(Date.now() / 1000);
    await ask(vendor, auth, secrets);
    const [call] = vendor.tokenCalls;
    expect(call?.authorization).toBeUndefined();
    expect(call?.form["grant_type"]).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [head = "", body = "", signature = ""] = call?.form["assertion"]?.split(".") ?? [];
    const key = createPublicKey(publicKey);
    const signed = Buffer.from(`${head}.${body}`);
    expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
    const read = (part: string): Record<string, unknown> =>
      JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
    expect(read(head)).toEqual({ alg: "RS256", typ: "JWT" });
    const claims = read(body);
    expect(claims).toMatchObject({ iss: "client-7", sub: "ISU_Roster", aud: "wd" });
    expect(Number(claims["exp"])).toBeGreaterThan(before);
    expect(Number(claims["exp"]) - before).toBeLessThan(300);
  });

  test.each([
    ["no key", "-----BEGIN nothing"],
    ["a public key", publicKey],
    [
      "a key of another kind",
      generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }),
    ],
  ])("needs an RSA key: %s is refused before any request", async (_, wrong) => {
    const vendor = await serveOAuth();
    const error = await failure(ask(vendor, auth, { ...secrets, privateKey: String(wrong) }));
    expect(error).toMatchObject({ kind: "config", code: "badSecret" });
    expect(vendor.tokenCalls).toEqual([]);
  });
});

test.each([
  ["clientId", "cli:ent"],
  ["clientSecret", "sécret"],
])("a %s that cannot be sent as it is is refused before any request", async (field, value) => {
  const vendor = await serveOAuth();
  const error = await failure(
    withHttp(vendor.url, (http) => http.get("/employees"), {
      connector: oauthChanges(),
      auth: { ...OAUTH, [field]: value },
    }),
  );
  expect(error).toMatchObject({ kind: "config", code: "badSecret" });
  expect(String(error)).not.toContain(value);
  expect(vendor.tokenCalls).toEqual([]);
});

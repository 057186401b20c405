import { createHash } from "node:crypto";
import { oauthRefreshToken } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import {
  type Authorization,
  type AuthorizationOptions,
  beginAuthorization,
  finishAuthorization,
  parseUnconnectedConfig,
} from "../index.ts";
import { acme, failure } from "../testing/acme.ts";
import { acmeOAuth, CLIENT, type OAuthVendor, serveOAuth } from "../testing/oauth-vendor.ts";
import { printed } from "../testing/printed.ts";
import { json } from "../testing/servers.ts";

const REDIRECT = "http://127.0.0.1:4999/callback";
const CODE = "canary-code-42";

const connector = acme({
  auth: {
    oauth: oauthRefreshToken({
      label: "Acme app",
      tokenUrl: ({ settings: { domain } }) => `https://${domain}.acme.example/token`,
      consent: {
        url: ({ settings: { domain } }) => `https://${domain}.acme.example/authorize?request=authorize`,
        scopes: ["offline_access", "people:read"],
        parameters: { prompt: "consent" },
      },
    }),
  },
});
const config = parseUnconnectedConfig(connector, {
  settings: { domain: "acme" },
  auth: { method: "oauth", ...CLIENT },
});

function optionsFor(vendor: OAuthVendor): AuthorizationOptions {
  return { config, baseUrl: vendor.url, allowHosts: [vendor.host] };
}

/** A vendor that takes the code once, from whoever knows the verifier of the challenge it was given. */
async function serveConsent(answer: object = { access_token: "a", refresh_token: "canary-refresh-new" }) {
  const given: { challenge?: string; redirect?: string } = {};
  let taken = false;
  const vendor = await serveOAuth({
    onToken: ({ form }, response) => {
      const challenge = createHash("sha256")
        .update(form["code_verifier"] ?? "")
        .digest("base64url");
      const right =
        !taken &&
        form["grant_type"] === "authorization_code" &&
        form["code"] === CODE &&
        form["redirect_uri"] === given.redirect &&
        challenge === given.challenge;
      taken = right;
      json(response, right ? answer : { error: "invalid_grant" }, right ? 200 : 400);
      return true;
    },
  });
  const consent = ({ consentUrl }: Authorization, query: Record<string, string> = {}): URLSearchParams => {
    const asked = new URL(consentUrl).searchParams;
    given.challenge = asked.get("code_challenge") ?? "";
    given.redirect = asked.get("redirect_uri") ?? "";
    return new URLSearchParams({ code: CODE, state: asked.get("state") ?? "", ...query });
  };
  return { vendor, consent };
}

test("the consent page is asked for the declared scopes, with state and an S256 challenge", async () => {
  const { vendor } = await serveConsent();
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const url = new URL(begun.consentUrl);
  expect(`${url.origin}${url.pathname}`).toBe(`${vendor.url}/authorize`);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    request: "authorize",
    response_type: "code",
    client_id: CLIENT.clientId,
    redirect_uri: REDIRECT,
    scope: "offline_access people:read",
    prompt: "consent",
    state: begun.state,
    code_challenge: createHash("sha256").update(begun.verifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  expect(begun.consentUrl).not.toContain(begun.verifier);
  const again = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  expect([again.state, again.verifier]).not.toEqual([begun.state, begun.verifier]);
});

test("a code is handed in with its verifier and becomes the auth of a configuration", async () => {
  const { vendor, consent } = await serveConsent();
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const auth = await finishAuthorization(connector, optionsFor(vendor), begun, consent(begun));
  expect(auth).toEqual({ method: "oauth", ...CLIENT, refreshToken: "canary-refresh-new" });
});

test("a state is good once", async () => {
  const { vendor, consent } = await serveConsent();
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const query = consent(begun);
  await finishAuthorization(connector, optionsFor(vendor), begun, query);
  const error = await failure(finishAuthorization(connector, optionsFor(vendor), begun, query));
  expect(error).toMatchObject({ kind: "auth", code: "badState" });
  expect(vendor.tokenCalls).toHaveLength(1);
});

test.each([{ state: "another" }, { state: "" }])(
  "an answer with %j is refused without a word to the vendor, and spoils nothing",
  async (wrong) => {
    const { vendor, consent } = await serveConsent();
    const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
    const query = consent(begun, wrong);
    const error = await failure(finishAuthorization(connector, optionsFor(vendor), begun, query));
    expect(error).toMatchObject({ code: "badState" });
    expect(vendor.tokenCalls).toEqual([]);
    await finishAuthorization(connector, optionsFor(vendor), begun, consent(begun));
    expect(vendor.tokenCalls).toHaveLength(1);
  },
);

test("the state of one consent does not open another", async () => {
  const { vendor, consent } = await serveConsent();
  const [one, two] = [1, 2].map(() => beginAuthorization(connector, optionsFor(vendor), REDIRECT));
  if (!one || !two) throw new Error("two were begun");
  const error = await failure(finishAuthorization(connector, optionsFor(vendor), one, consent(two)));
  expect(error).toMatchObject({ code: "badState" });
});

test.each([
  ["access_denied", "auth", "consentRefused"],
  ["temporarily_unavailable", "transient", "vendorUnavailable"],
  ["invalid_scope", "config", "badConsentRequest"],
])("a consent that ends with %s is an error of kind %s, %s", async (refusal, kind, code) => {
  const { vendor, consent } = await serveConsent();
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const query = consent(begun, { error: refusal, error_description: "mira@acme.test said no" });
  const error = await failure(finishAuthorization(connector, optionsFor(vendor), begun, query));
  expect(error).toMatchObject({ kind, code });
  expect(printed(error)).not.toContain("mira");
  expect(vendor.tokenCalls).toEqual([]);
});

test("a code that the vendor does not take says that one begins again, and shows no code", async () => {
  const { vendor, consent } = await serveConsent();
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const query = consent(begun, { code: "canary-other-code" });
  const error = await failure(finishAuthorization(connector, optionsFor(vendor), begun, query));
  expect(error).toMatchObject({
    kind: "auth",
    code: "reauthorize",
    fix: expect.stringMatching(/^Begin again/),
  });
  for (const mark of ["canary", begun.verifier, begun.state]) expect(printed(error)).not.toContain(mark);
});

test("access without a refresh token would end with the hour, and is refused", async () => {
  const { vendor, consent } = await serveConsent({ access_token: "a", expires_in: 3600 });
  const begun = beginAuthorization(connector, optionsFor(vendor), REDIRECT);
  const error = await failure(finishAuthorization(connector, optionsFor(vendor), begun, consent(begun)));
  expect(error).toMatchObject({ kind: "auth", code: "noRefreshToken" });
});

test("a consent page inside the network is not opened", () => {
  const begin = () =>
    beginAuthorization(connector, { config, baseUrl: "http://10.0.0.7", allowHosts: [] }, REDIRECT);
  expect(begin).toThrow(expect.objectContaining({ code: "refusedAddress" }));
});

test("a method that is connected without consent says so", async () => {
  const plain = acmeOAuth();
  const begin = () => beginAuthorization(plain, { config, allowHosts: [] }, REDIRECT);
  expect(begin).toThrow(expect.objectContaining({ kind: "config", code: "noConsent" }));
});

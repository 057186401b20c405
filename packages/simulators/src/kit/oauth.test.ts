import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { simulate } from "../testing/client.ts";
import { askForToken, consent, getAs, refresh, secretsOf } from "../testing/oauth.ts";
import { simulateRippling } from "../testing/rippling.ts";
import type { Simulator } from "../start.ts";

const AUTHORIZE = "/authorize.php?request=authorize";
const CALLBACK = "http://127.0.0.1:4400/oauth/callback";
const VERIFIER = "a-verifier-of-at-least-forty-three-characters-0123456789";
const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

/** A query of the consent page that is in order. */
function asking(simulator: Simulator, changes: Record<string, string> = {}): Record<string, string> {
  return {
    response_type: "code",
    client_id: secretsOf(simulator).clientId,
    redirect_uri: CALLBACK,
    scope: "employee offline_access",
    state: "s-1",
    ...changes,
  };
}

async function codeFor(simulator: Simulator, changes: Record<string, string> = {}): Promise<string> {
  const back = await consent(simulator, AUTHORIZE, asking(simulator, changes));
  return back instanceof URL ? (back.searchParams.get("code") ?? "") : "";
}

function redeem(simulator: Simulator, code: string, changes: Record<string, string> = {}): Promise<Response> {
  const form = { grant_type: "authorization_code", code, redirect_uri: CALLBACK, ...changes };
  return askForToken(simulator, form);
}

async function outcome(response: Response): Promise<unknown> {
  const body: unknown = await response.json();
  return [response.status, body !== null && typeof body === "object" && "error" in body ? body.error : "ok"];
}

describe("the consent page", () => {
  test("sends the browser back at once with a code and the state", async () => {
    const simulator = await simulate({ employees: 3 });
    const back = await consent(simulator, AUTHORIZE, asking(simulator));
    expect(String(back)).toMatch(
      /^http:\/\/127\.0\.0\.1:4400\/oauth\/callback\?code=[0-9a-f]{64}&state=s-1$/,
    );
  });

  test("shows an error to the browser where the app or its address is not known", async () => {
    const simulator = await simulate({ employees: 3, redirectUris: [CALLBACK] });
    const ask = (changes: Record<string, string>): Promise<unknown> =>
      consent(simulator, AUTHORIZE, asking(simulator, changes));
    expect(await ask({})).toBeInstanceOf(URL);
    expect(await ask({ client_id: "nobody" })).toBe(400);
    expect(await ask({ redirect_uri: `${CALLBACK}/` })).toBe(400);
    expect(await ask({ redirect_uri: `${CALLBACK}?next=1` })).toBe(400);
    const { redirect_uri: _, ...without } = asking(simulator);
    expect(String(await consent(simulator, AUTHORIZE, without))).toMatch(
      /^http:\/\/127\.0\.0\.1:4400\/.*code=/,
    );
  });

  test("sends an app that registered nothing back to this machine only", async () => {
    const simulator = await simulate({ employees: 3 });
    const ask = (redirect_uri: string): Promise<unknown> =>
      consent(simulator, AUTHORIZE, asking(simulator, { redirect_uri }));
    expect(await ask("http://localhost:1/cb")).toBeInstanceOf(URL);
    expect(await ask("https://127.0.0.1.evil.test/cb")).toBe(400);
    expect(await ask("junk")).toBe(400);
  });

  test.each([
    [{ response_type: "token" }, "unsupported_response_type"],
    [{ scope: "employee payroll" }, "invalid_scope"],
    [{ scope: "" }, "invalid_scope"],
    [{ code_challenge: CHALLENGE }, "invalid_request"],
    [{ code_challenge: CHALLENGE, code_challenge_method: "plain" }, "invalid_request"],
    [{ code_challenge: "short", code_challenge_method: "S256" }, "invalid_request"],
  ])("tells the app what is wrong with %j", async (changes, error) => {
    const simulator = await simulate({ employees: 3 });
    const back = await consent(simulator, AUTHORIZE, asking(simulator, changes));
    if (!(back instanceof URL)) throw new Error(`it was not sent back: ${back}`);
    expect([back.searchParams.get("error"), back.searchParams.get("state")]).toEqual([error, "s-1"]);
    expect(back.searchParams.has("code")).toBe(false);
  });

  test("can meet an admin who says no", async () => {
    const simulator = await simulate({ employees: 3 });
    simulator.setFaults({ rules: [{ operation: "authorize", fault: "http403" }] });
    const back = await consent(simulator, AUTHORIZE, asking(simulator));
    expect(String(back)).toMatch(/\?error=access_denied&.*state=s-1$/);
  });
});

describe("a code", () => {
  test("brings tokens once; a second try ends what came of the first", async () => {
    const simulator = await simulate({ employees: 3 });
    const code = await codeFor(simulator);
    const first = (await (await redeem(simulator, code)).json()) as Record<string, string>;
    expect(first).toMatchObject({
      expires_in: 3600,
      scope: "employee offline_access",
      companyDomain: "acme",
    });
    expect((await getAs(simulator, "/employees", first["access_token"] ?? "")).status).toBe(200);
    expect(await outcome(await redeem(simulator, code))).toEqual([400, "invalid_grant"]);
    expect((await getAs(simulator, "/employees", first["access_token"] ?? "")).status).toBe(401);
  });

  test("goes with its redirect URI and its verifier", async () => {
    const simulator = await simulate({ employees: 3 });
    const pkce = { code_challenge: CHALLENGE, code_challenge_method: "S256" };
    const tried = async (asked: Record<string, string>, sent: Record<string, string>): Promise<unknown> =>
      outcome(await redeem(simulator, await codeFor(simulator, asked), sent));
    const refused = [400, "invalid_grant"];
    expect(await tried(pkce, { code_verifier: VERIFIER })).toEqual([200, "ok"]);
    expect(await tried(pkce, { code_verifier: `${VERIFIER}x` })).toEqual(refused);
    expect(await tried(pkce, {})).toEqual(refused);
    expect(await tried({}, { code_verifier: VERIFIER })).toEqual(refused);
    expect(await tried({}, { redirect_uri: `${CALLBACK}2` })).toEqual(refused);
    expect(await outcome(await redeem(simulator, "made-up"))).toEqual(refused);
  });

  test("is too old after a minute", async () => {
    const simulator = await simulate({ employees: 3 });
    const code = await codeFor(simulator);
    simulator.advance(1);
    expect(await outcome(await redeem(simulator, code))).toEqual([400, "invalid_grant"]);
  });

  test("brings a refresh token only where it was asked for", async () => {
    const simulator = await simulate({ employees: 3 });
    const response = await redeem(simulator, await codeFor(simulator, { scope: "employee openid" }));
    const tokens: unknown = await response.json();
    expect(tokens).not.toHaveProperty("refresh_token");
    expect(tokens).toHaveProperty("id_token", expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
  });
});

describe("the client", () => {
  test("signs in by HTTP Basic or in the body, which may be JSON, and never twice", async () => {
    const simulator = await simulate({ employees: 3 });
    const { clientId, clientSecret } = secretsOf(simulator);
    const form = () => ({
      grant_type: "refresh_token",
      refresh_token: secretsOf(simulator).refreshToken,
    });
    const inBody = () => ({ ...form(), client_id: clientId, client_secret: clientSecret });
    expect(await outcome(await askForToken(simulator, form()))).toEqual([200, "ok"]);
    expect(await outcome(await askForToken(simulator, inBody()))).toEqual([200, "ok"]);
    const both = await askForToken(simulator, inBody(), { basic: `${clientId}:${clientSecret}` });
    expect(await outcome(both)).toEqual([400, "invalid_request"]);
    const json = await fetch(`${simulator.url}/token.php?request=token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(inBody()),
    });
    expect(await outcome(json)).toEqual([200, "ok"]);
  });

  test("is refused with a wrong secret, and challenged where it used the header", async () => {
    const simulator = await simulate({ employees: 3 });
    const { clientId, refreshToken } = secretsOf(simulator);
    const form = { grant_type: "refresh_token", refresh_token: refreshToken };
    const byHeader = await askForToken(simulator, form, { basic: `${clientId}:wrong` });
    expect(byHeader.headers.get("www-authenticate")).toMatch(/^Basic /);
    expect(await outcome(byHeader)).toEqual([401, "invalid_client"]);
    const inBody = await askForToken(simulator, { ...form, client_id: clientId, client_secret: "wrong" });
    expect(inBody.headers.get("www-authenticate")).toBeNull();
    expect(await outcome(inBody)).toEqual([401, "invalid_client"]);
  });

  test("is told what it asked wrong", async () => {
    const simulator = await simulate({ employees: 3 });
    expect(await outcome(await askForToken(simulator, { grant_type: "password" }))).toEqual([
      400,
      "unsupported_grant_type",
    ]);
    const twice = await fetch(`${simulator.url}/token.php?request=token`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=refresh_token&grant_type=refresh_token",
    });
    expect(await outcome(twice)).toEqual([400, "invalid_request"]);
  });
});

describe("a refresh", () => {
  test("brings another refresh token, and the used one is dead", async () => {
    for (const [simulator, status] of [
      [await simulate({ employees: 3 }), 400],
      [await simulateRippling({ employees: 3 }), 401],
    ] as const) {
      const old = secretsOf(simulator).refreshToken;
      const { refresh_token, access_token } = await refresh(simulator);
      expect(refresh_token).not.toBe(old);
      expect(secretsOf(simulator).refreshToken).toBe(refresh_token);
      const again = await askForToken(simulator, { grant_type: "refresh_token", refresh_token: old });
      expect(await outcome(again)).toEqual([status, "invalid_grant"]);
      const path = simulator.vendor === "bamboohr" ? "/employees" : "/workers/";
      expect((await getAs(simulator, path, access_token)).status).toBe(200);
    }
  });

  test("can leave the refresh token as it is", async () => {
    const simulator = await simulate({ employees: 3 });
    const old = secretsOf(simulator).refreshToken;
    simulator.setFaults({ rules: [{ operation: "token", fault: "keepRefreshToken", times: 1 }] });
    expect(await refresh(simulator, old)).not.toHaveProperty("refresh_token");
    expect(await refresh(simulator, old)).toHaveProperty("refresh_token");
  });

  test("is logged without a secret", async () => {
    const simulator = await simulate({ employees: 3 });
    await refresh(simulator);
    expect(simulator.requests()).toMatchObject([
      { operation: "token", body: { grant_type: "refresh_token" }, status: 200 },
    ]);
    expect(JSON.stringify(simulator.requests())).not.toContain(secretsOf(simulator).clientSecret);
  });
});

describe("an access token", () => {
  test("is over by the company's clock", async () => {
    const simulator = await simulateRippling({ employees: 3 });
    const { access_token, expires_in } = await refresh(simulator);
    expect(expires_in).toBe(129_600);
    simulator.advance(1);
    expect((await getAs(simulator, "/workers/", access_token)).status).toBe(200);
    simulator.advance(1);
    expect((await getAs(simulator, "/workers/", access_token)).status).toBe(401);
  });

  test("lives as long as the simulator is told", async () => {
    const simulator = await simulate({ employees: 3, tokenSeconds: 86_400 * 3 });
    const { access_token, expires_in } = await refresh(simulator);
    expect(expires_in).toBe(86_400 * 3);
    simulator.advance(2);
    expect((await getAs(simulator, "/employees", access_token)).status).toBe(200);
  });

  test("can be ended on purpose, once; another one works", async () => {
    const simulator = await simulate({ employees: 3 });
    simulator.setFaults({ rules: [{ operation: "list", fault: "expireToken", times: 1 }] });
    const { access_token } = await refresh(simulator);
    const refused = await getAs(simulator, "/employees", access_token);
    expect([refused.status, refused.headers.get("x-bamboohr-error-message")]).toEqual([
      401,
      "API key not provided or invalid",
    ]);
    expect((await getAs(simulator, "/employees", access_token)).status).toBe(401);
    const another = await refresh(simulator);
    expect((await getAs(simulator, "/employees", another.access_token)).status).toBe(200);
  });

  test("dies with its grant, and so does the refresh token", async () => {
    const simulator = await simulate({ employees: 3 });
    const { access_token, refresh_token = "" } = await refresh(simulator);
    simulator.setFaults({ rules: [{ operation: "list", fault: "revokeGrant", times: 1 }] });
    expect((await getAs(simulator, "/employees", access_token)).status).toBe(401);
    expect((await getAs(simulator, "/employees", access_token)).status).toBe(401);
    expect(
      await outcome(await askForToken(simulator, { grant_type: "refresh_token", refresh_token })),
    ).toEqual([400, "invalid_grant"]);
  });

  test("may do what its scopes say", async () => {
    const simulator = await simulate({ employees: 3 });
    const response = await redeem(simulator, await codeFor(simulator, { scope: "field" }));
    const { access_token = "" } = (await response.json()) as Record<string, string>;
    const statuses = ["/meta/fields", "/employees", "/employees/2", "/employees/directory"].map(
      async (path) => (await getAs(simulator, path, access_token)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 403, 403, 403]);
  });
});

test("a withdrawn grant ends at the token endpoint as well", async () => {
  const simulator = await simulateRippling({ employees: 3 });
  simulator.setFaults({ rules: [{ operation: "token", fault: "revokeGrant", times: 1 }] });
  const form = { grant_type: "refresh_token", refresh_token: secretsOf(simulator).refreshToken };
  expect(await outcome(await askForToken(simulator, form))).toEqual([401, "invalid_grant"]);
  expect(await outcome(await askForToken(simulator, form))).toEqual([401, "invalid_grant"]);
});

test("an app of Rippling's shop is named by its address and has its scopes anyway", async () => {
  const simulator = await simulateRippling({ employees: 3, redirectUris: [CALLBACK] });
  for (const path of ["/apps/PLATFORM/Muster/authorize", "/apps/PLATFORM/Muster"]) {
    const back = await consent(simulator, path, { state: "s-2" });
    if (!(back instanceof URL)) throw new Error(`it was not sent back: ${back}`);
    expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
    expect(back.searchParams.get("redirect_uri")).toMatch(/^https:\/\/app\.rippling\.com\//);
    const form = { grant_type: "authorization_code", code: back.searchParams.get("code") ?? "" };
    const tokens = await askForToken(simulator, { ...form, redirect_uri: CALLBACK }, { path: "/o/token" });
    expect(await tokens.json()).toMatchObject({ scope: expect.stringContaining("workers.read") });
  }
});

test("the same seed gives the same app and the same tokens", async () => {
  const [one, two, other] = await Promise.all([
    simulate({ employees: 3 }),
    simulate({ employees: 3 }),
    simulate({ employees: 3, seed: 2 }),
  ]);
  expect(one.authMethods).toEqual(two.authMethods);
  expect(secretsOf(one).clientId).not.toBe(secretsOf(other).clientId);
  expect(await refresh(one)).toEqual(await refresh(two));
});

import { createSign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  REPORT,
  SERVICE,
  faultOf,
  message,
  sendText,
  simulateWorkday,
  usernameToken,
} from "../testing/workday.ts";
import type { Simulator } from "../start.ts";

const TOKEN = "/ccx/oauth2/acme/token";
const JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";

const Secrets = z.object({ clientId: z.string(), clientSecret: z.string(), refreshToken: z.string() });
const Key = z.object({
  method: z.literal("jwt"),
  clientId: z.string(),
  privateKey: z.string(),
  subject: z.string(),
});
const Tokens = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  refresh_token: z.string().optional(),
  expires_in: z.literal(3600),
});

async function ask(
  simulator: Simulator,
  form: Record<string, string>,
  authorization?: string,
  path = TOKEN,
): Promise<Response> {
  const headers = authorization === undefined ? {} : { authorization };
  return fetch(simulator.url + path, { method: "POST", headers, body: new URLSearchParams(form) });
}

async function tokens(response: Response): Promise<z.infer<typeof Tokens>> {
  return Tokens.parse(await response.json());
}

function secretsOf({ authMethods }: Simulator): z.infer<typeof Secrets> {
  return Secrets.parse(authMethods["oauth"]);
}

function credentials({ clientId, clientSecret }: z.infer<typeof Secrets>, scheme = "Basic"): string {
  return `${scheme} ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}`;
}

/** The statuses of the service and of the report with this token. */
async function use(simulator: Simulator, token: string, header = ""): Promise<[number, number]> {
  const headers = { authorization: `Bearer ${token}` };
  const soap = await sendText(simulator, message("<wd:Get_Workers_Request/>", header), SERVICE, headers);
  const report = await fetch(simulator.url + REPORT, { headers });
  return [soap.status, report.status];
}

describe("a refresh token", () => {
  test("brings an access token for both services, with the secret in the header or in the body", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const secrets = secretsOf(simulator);
    const { refreshToken: refresh_token, clientId: client_id, clientSecret: client_secret } = secrets;
    const form = { grant_type: "refresh_token", refresh_token };
    const first = await tokens(await ask(simulator, form, credentials(secrets)));
    expect(await use(simulator, first.access_token)).toEqual([200, 200]);
    expect(first.refresh_token).not.toBe(refresh_token);
    expect((await ask(simulator, form, credentials(secrets))).status).toBe(401);
    const next = { ...form, refresh_token: first.refresh_token ?? "", client_id, client_secret };
    const second = await tokens(await ask(simulator, next));
    expect(secretsOf(simulator).refreshToken).toBe(second.refresh_token);
  });

  test("or a client that is wrong is refused with 401, another tenant with 503, another path with 404", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const secrets = secretsOf(simulator);
    const form = { grant_type: "refresh_token", refresh_token: secrets.refreshToken };
    const wrong = await ask(simulator, { ...form, refresh_token: "wrong" }, credentials(secrets));
    expect([wrong.status, await wrong.json()]).toEqual([
      401,
      expect.objectContaining({ error: "invalid_grant" }),
    ]);
    const stranger = await ask(simulator, form, credentials({ ...secrets, clientSecret: "wrong" }));
    expect(stranger.status).toBe(401);
    const statusAt = async (path: string): Promise<number> =>
      (await ask(simulator, form, credentials(secrets), path)).status;
    expect(await statusAt("/ccx/oauth2/other/token")).toBe(503);
    expect(await statusAt("/ccx/oauth2/acme/tokens")).toBe(404);
  });
});

describe("an access token", () => {
  test("comes without a UsernameToken beside it", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const secrets = secretsOf(simulator);
    const form = { grant_type: "refresh_token", refresh_token: secrets.refreshToken };
    const { access_token } = await tokens(await ask(simulator, form, credentials(secrets)));
    const header = usernameToken("ISU_Roster@acme", simulator.keys.full);
    expect(await use(simulator, access_token, header)).toEqual([500, 200]);
  });

  test("that is unknown or over is refused by status 401, around the fault of a wrong password", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    expect(await use(simulator, "unknown")).toEqual([401, 401]);
    const secrets = secretsOf(simulator);
    const form = { grant_type: "refresh_token", refresh_token: secrets.refreshToken };
    const { access_token } = await tokens(await ask(simulator, form, credentials(secrets)));
    simulator.setFaults({ rules: [{ operation: "list", times: 1, fault: "expireToken" }] });
    const body = message("<wd:Get_Workers_Request/>", "");
    const over = await sendText(simulator, body, SERVICE, { authorization: `Bearer ${access_token}` });
    expect(await faultOf(over)).toEqual({
      status: 401,
      code: "SOAP-ENV:Client.authenticationError",
      string: "invalid username or password",
    });
    expect(await use(simulator, access_token)).toEqual([401, 401]);
  });
});

test("an admin's consent gives a code, and the code a token", async () => {
  const simulator = await simulateWorkday({ employees: 5 });
  const secrets = secretsOf(simulator);
  const redirect_uri = "http://127.0.0.1:9/back";
  const query = new URLSearchParams({
    response_type: "code",
    client_id: secrets.clientId,
    redirect_uri,
    state: "s",
  });
  const consent = await fetch(`${simulator.url}/acme/authorize?${query.toString()}`, { redirect: "manual" });
  const back = new URL(consent.headers.get("location") ?? "");
  expect(back.searchParams.get("state")).toBe("s");
  const code = back.searchParams.get("code") ?? "";
  const form = { grant_type: "authorization_code", code, redirect_uri };
  const { access_token } = await tokens(await ask(simulator, form, credentials(secrets)));
  expect(await use(simulator, access_token)).toEqual([200, 200]);
});

describe("client credentials", () => {
  test("take Workday's own scheme and the tenant's name", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const secrets = secretsOf(simulator);
    const form = { grant_type: "client_credentials", tenant_alias: "acme" };
    const granted = await tokens(await ask(simulator, form, credentials(secrets, "ID")));
    expect(granted.refresh_token).toBeUndefined();
    expect(await use(simulator, granted.access_token)).toEqual([200, 200]);
    const status = async (parts: Record<string, string>, header: string): Promise<number> =>
      (await ask(simulator, { ...form, ...parts }, header)).status;
    expect(await status({}, credentials(secrets))).toBe(401);
    expect(await status({}, credentials({ ...secrets, clientSecret: "wrong" }, "ID"))).toBe(401);
    expect(await status({ tenant_alias: "other" }, credentials(secrets, "ID"))).toBe(400);
  });
});

describe("a signed assertion", () => {
  const MINUTE = 60;

  function assertion(simulator: Simulator, claims: Record<string, unknown> = {}, alg = "RS256"): string {
    const { clientId, privateKey, subject } = Key.parse(simulator.authMethods["jwt"]);
    const exp = Math.floor(Date.now() / 1000) + 4 * MINUTE;
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${part({ alg, typ: "JWT" })}.${part({ iss: clientId, sub: subject, aud: "wd", exp, ...claims })}`;
    return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
  }

  const send = async (simulator: Simulator, text: string): Promise<Response> =>
    ask(simulator, { grant_type: JWT_GRANT, assertion: text });

  test("brings a token, for either audience", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const audiences = ["wd", simulator.url + TOKEN, `https://impl-services1.example.workday.com${TOKEN}`];
    for (const aud of audiences) {
      const { access_token } = await tokens(await send(simulator, assertion(simulator, { aud })));
      expect(await use(simulator, access_token)).toEqual([200, 200]);
    }
  });

  test.each([
    ["an hour to go", { exp: Math.floor(Date.now() / 1000) + 60 * MINUTE }],
    ["its time over", { exp: Math.floor(Date.now() / 1000) - MINUTE }],
    ["another audience", { aud: "https://other.example/token" }],
    ["another client", { iss: "other" }],
    ["another user", { sub: "lmcneil" }],
  ])("with %s is refused", async (_, claims) => {
    const simulator = await simulateWorkday({ employees: 5 });
    const refused = await send(simulator, assertion(simulator, claims));
    expect([refused.status, await refused.json()]).toEqual([
      401,
      expect.objectContaining({ error: "invalid_grant" }),
    ]);
  });

  test("that is changed, unsigned or signed by another key is refused", async () => {
    const simulator = await simulateWorkday({ employees: 5 });
    const [head, body, signature] = assertion(simulator).split(".");
    const [, other] = assertion(simulator, { exp: 1 }).split(".");
    const other60 = await simulateWorkday({ employees: 5, seed: 60 });
    const bad = [
      `${head}.${other}.${signature}`,
      `${head}.${body}.`,
      assertion(simulator, {}, "none"),
      assertion(other60, { iss: secretsOf(simulator).clientId }),
      "junk",
    ];
    for (const text of bad) expect((await send(simulator, text)).status).toBe(401);
    expect((await send(simulator, `${head}.${body}.${signature}`)).status).toBe(200);
  });

  test("is signed by a key that stays the same for the same seed", async () => {
    const [one, same] = [await simulateWorkday({ employees: 5 }), await simulateWorkday({ employees: 9 })];
    expect(same.authMethods["jwt"]).toEqual(one.authMethods["jwt"]);
  });
});

test("a config file signs in by any of the methods", async () => {
  const methods = Object.keys((await simulateWorkday({ employees: 5 })).authMethods);
  expect(methods).toEqual(["isu", "oauth", "jwt", "clientCredentials"]);
  for (const auth of methods) {
    const simulator = await simulateWorkday({ employees: 5, auth });
    expect(simulator.config).toMatchObject({ auth: { method: auth } });
  }
});

import { z } from "zod";
import type { Simulator } from "../start.ts";

const Secrets = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  refreshToken: z.string(),
});
const Tokens = z.object({
  access_token: z.string(),
  token_type: z.literal("Bearer"),
  expires_in: z.number(),
  scope: z.string(),
  refresh_token: z.string().optional(),
});

/** What a token endpoint gives. */
export type Tokens = z.infer<typeof Tokens>;

/** Where a vendor's token endpoint lies. */
const TOKEN_PATHS: Readonly<Record<string, string>> = {
  bamboohr: "/token.php?request=token",
  hibob: "/oauth2/v1/apps/token",
  rippling: "/api/o/token/",
};

/** The app's secrets, with the refresh token that works now. */
export function secretsOf({ authMethods }: Simulator): z.infer<typeof Secrets> {
  return Secrets.parse(authMethods["oauth"]);
}

/** A call for a token; the client signs in by HTTP Basic unless the form has its secret, or `basic` says otherwise. */
export async function askForToken(
  simulator: Simulator,
  form: Record<string, string>,
  options: { basic?: string | null; path?: string } = {},
): Promise<Response> {
  const { clientId, clientSecret } = secretsOf(simulator);
  const { basic = "client_secret" in form ? null : `${clientId}:${clientSecret}` } = options;
  const path = options.path ?? TOKEN_PATHS[simulator.vendor] ?? "";
  const headers = basic === null ? {} : { authorization: `Basic ${Buffer.from(basic).toString("base64")}` };
  return fetch(simulator.url + path, { method: "POST", headers, body: new URLSearchParams(form) });
}

/** The tokens that a refresh brings, which must succeed. */
export async function refresh(simulator: Simulator, refreshToken?: string): Promise<Tokens> {
  const response = await askForToken(simulator, {
    grant_type: "refresh_token",
    refresh_token: refreshToken ?? secretsOf(simulator).refreshToken,
  });
  if (response.status !== 200) throw new Error(`No token: ${response.status} ${await response.text()}`);
  return Tokens.parse(await response.json());
}

/** Where the consent page sends the browser; the page's status where it sends it nowhere. */
export async function consent(
  simulator: Simulator,
  path: string,
  query: Record<string, string>,
): Promise<URL | number> {
  const url = new URL(path, simulator.url);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await fetch(url, { redirect: "manual" });
  return response.status === 302 ? new URL(response.headers.get("location") ?? "") : response.status;
}

/** GET with a bearer token. */
export async function getAs(simulator: Simulator, path: string, accessToken: string): Promise<Response> {
  const headers = { authorization: `Bearer ${accessToken}`, accept: "application/json" };
  return fetch(simulator.url + path, { headers, redirect: "manual" });
}

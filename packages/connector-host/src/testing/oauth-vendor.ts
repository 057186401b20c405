import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { type Connector, type OAuth, oauthRefreshToken } from "@muster/connector-sdk";
import { acme } from "./acme.ts";
import { json, serve } from "./servers.ts";

export const CLIENT = { clientId: "client-7", clientSecret: "canary-client-9d1f" };
export const FIRST_REFRESH = "canary-refresh-0";
export const OAUTH = { method: "oauth", ...CLIENT, refreshToken: FIRST_REFRESH };

/** One request at the token endpoint. */
export interface TokenCall {
  url: string;
  authorization: string | undefined;
  form: Readonly<Record<string, string>>;
}

/** A vendor that gives access tokens for refresh tokens that count once, and people for access tokens. */
export interface OAuthVendor {
  host: string;
  url: string;
  tokenCalls: TokenCall[];
  /** Bearer tokens of the requests for people, in order. */
  pageCalls: string[];
  /** The refresh token that counts now. */
  refreshToken: () => string;
  /** From now on no access token given so far is taken. */
  expire: () => void;
  /** Takes no access token ever again. */
  shut: () => void;
}

export interface OAuthVendorOptions {
  /** Null: the answer does not say. */
  expiresIn?: number | null;
  /** Answers a token request in place of the vendor's own; false leaves it to the vendor. */
  onToken?: (call: TokenCall, response: ServerResponse) => boolean | Promise<boolean>;
  pages?: number;
}

export async function serveOAuth(options: OAuthVendorOptions = {}): Promise<OAuthVendor> {
  const { expiresIn = 3600, onToken = () => false, pages = 1 } = options;
  const tokenCalls: TokenCall[] = [];
  const pageCalls: string[] = [];
  const valid = new Set<string>();
  let refresh = 0;
  let open = true;
  const refreshToken = () => `canary-refresh-${refresh}`;

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { authorization } = request.headers;
    const form = Object.fromEntries(new URLSearchParams(await text(request)));
    const call = { url: request.url ?? "", authorization, form };
    tokenCalls.push(call);
    if (await onToken(call, response)) return;
    if (form["grant_type"] === "refresh_token") {
      if (form["refresh_token"] !== refreshToken()) return json(response, { error: "invalid_grant" }, 400);
      refresh += 1;
    }
    const access = `canary-access-${tokenCalls.length}`;
    valid.add(access);
    json(response, {
      access_token: access,
      token_type: "Bearer",
      ...(expiresIn !== null && { expires_in: expiresIn }),
      ...(form["grant_type"] === "refresh_token" && { refresh_token: refreshToken() }),
    });
  }

  function page(request: IncomingMessage, response: ServerResponse): void {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "";
    pageCalls.push(bearer);
    if (!open || !valid.has(bearer)) return json(response, {}, 401);
    const url = new URL(request.url ?? "", "http://vendor");
    const after = Number(url.searchParams.get("after") ?? 0);
    json(response, { people: [`p${after}`], next: after + 1 < pages ? String(after + 1) : null });
  }

  const server = await serve((request, response) => {
    if (request.url?.startsWith("/token")) void token(request, response);
    else page(request, response);
  });
  return {
    host: server.host,
    url: `http://${server.host}`,
    tokenCalls,
    pageCalls,
    refreshToken,
    expire: () => valid.clear(),
    shut: () => {
      open = false;
    },
  };
}

/** What makes Acme a vendor that is reached by OAuth. */
export function oauthChanges(auth: Partial<OAuth> = {}): NonNullable<Parameters<typeof acme>[0]> {
  const declared: OAuth<{ domain: string }> = oauthRefreshToken({
    label: "Acme app",
    tokenUrl: ({ settings: { domain } }) => `https://${domain}.acme.example/token?request=token`,
    help: { refreshToken: "Connect under Account, Apps." },
  });
  return { auth: { oauth: { ...declared, ...auth } } };
}

export function acmeOAuth(auth: Partial<OAuth> = {}): Connector {
  return acme(oauthChanges(auth));
}

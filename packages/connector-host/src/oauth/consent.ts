import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Connector, ConnectorError, type OAuth, type OAuthConsent } from "@muster/connector-sdk";
import { AuthorizationCode } from "simple-oauth2";
import type { Resolve } from "../addresses.ts";
import { type Bounds, DEFAULT_BOUNDS } from "../bounds.ts";
import { authMethod, type ConnectorConfig } from "../config.ts";
import { requestFailure } from "../failures.ts";
import { checkTarget } from "../target.ts";
import { clientOf } from "./client.ts";
import { quietLibrary } from "./quiet-library.ts";
import { atOrigin, openTokenEndpoint, withoutQuery } from "./token-endpoint.ts";

/**
 * A consent that was asked for and not yet given. Whoever keeps it elsewhere binds it to the admin, the organization
 * and the connector, and takes it out in the moment in which it is used: it counts once. Never sent to a browser but
 * for its address.
 */
export interface Authorization {
  /** The vendor's page, for the browser of an admin. */
  consentUrl: string;
  /** What the vendor has to send back (RFC 6749 §10.12). */
  state: string;
  /** Proves to the token endpoint that the code was asked for here (RFC 7636). Secret. */
  verifier: string;
  /** Where the vendor sends the admin afterwards, exactly as registered with it. */
  redirectUri: string;
}

export interface AuthorizationOptions {
  /** From `parseUnconnectedConfig`. */
  config: ConnectorConfig;
  /** The operator's: its origin takes the place of the declared addresses'. */
  baseUrl?: string | undefined;
  allowHosts: readonly string[];
  resolve?: Resolve;
  bounds?: Partial<Bounds>;
}

/**
 * Begins the authorization code grant with state and PKCE (S256). Throws ConnectorError `config`: `noConsent` where
 * the method of the configuration is not connected by consent.
 */
export function beginAuthorization(
  connector: Connector,
  options: AuthorizationOptions,
  redirectUri: string,
): Authorization {
  const { config, baseUrl, allowHosts } = options;
  const { settings, secrets } = config;
  const { auth, consent } = consentOf(connector, config.method);
  const page = atOrigin(consent.url({ settings }), baseUrl);
  checkTarget(withoutQuery(page), allowHosts);
  const [state, verifier] = [secretText(), secretText()];
  quietLibrary();
  const client = new AuthorizationCode({
    client: clientOf(auth, secrets),
    auth: { tokenHost: page.origin, authorizeHost: page.origin, authorizePath: page.href },
  });
  const parameters = {
    ...consent.parameters,
    ...(consent.scopes.length > 0 && { scope: [...consent.scopes] }),
    redirect_uri: redirectUri,
    state,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  return { consentUrl: client.authorizeURL(parameters), state, verifier, redirectUri };
}

/** Those that were used up in this process. */
const used = new WeakSet<Authorization>();

/**
 * Takes the query with which the vendor sent the admin back, and gives the `auth` of a configuration: its method, the
 * client and the refresh token. Throws ConnectorError: `badState` for a query that belongs to no consent asked for here
 * (the authorization stays good), `consentRefused`, `noRefreshToken`, or what the token endpoint said.
 */
export async function finishAuthorization(
  connector: Connector,
  options: AuthorizationOptions,
  authorization: Authorization,
  query: URLSearchParams,
): Promise<Record<string, string>> {
  const { config, baseUrl, allowHosts, resolve, bounds } = options;
  const { auth } = consentOf(connector, config.method);
  const { name } = connector;
  if (used.has(authorization) || !same(query.get("state") ?? "", authorization.state)) throw badState(name);
  used.add(authorization);
  const refusal = query.get("error");
  if (refusal !== null) throw refusedConsent(name, refusal);
  const endpoint = openTokenEndpoint({
    name,
    auth,
    secrets: config.secrets,
    settings: config.settings,
    baseUrl,
    allowHosts,
    resolve,
    bounds: { ...DEFAULT_BOUNDS, ...bounds },
  });
  const { verifier, redirectUri } = authorization;
  const { refreshToken } = await endpoint.exchange({
    type: "code",
    code: query.get("code") ?? "",
    redirectUri,
    verifier,
  });
  if (refreshToken !== null) return { method: config.method, ...config.secrets, refreshToken };
  throw requestFailure(endpoint.operation, "auth", `${name} gave access, but no refresh token`, {
    code: "noRefreshToken",
    fix: `Let the client at ${name} ask for lasting access, often a scope named offline_access, and begin again.`,
  });
}

function consentOf(connector: Connector, method: string): { auth: OAuth; consent: OAuthConsent } {
  const auth = authMethod(connector, method);
  if (auth.type === "oauth" && auth.grant.type === "refreshToken" && auth.grant.consent) {
    return { auth, consent: auth.grant.consent };
  }
  const message = `${connector.name} is not connected by consent with auth.method ${method}.`;
  const others = Object.entries(connector.auth).flatMap(([name, other]) =>
    other.type === "oauth" && other.grant.type === "refreshToken" && other.grant.consent ? [name] : [],
  );
  throw new ConnectorError("config", message, {
    code: "noConsent",
    fix:
      others.length > 0
        ? `Give auth.method ${others.join(" or ")}.`
        : "Enter the credentials as the vendor's pages show them.",
  });
}

/** 256 bits, in characters that RFC 7636 §4.1 allows. */
function secretText(): string {
  return randomBytes(32).toString("base64url");
}

function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function badState(name: string): ConnectorError {
  return new ConnectorError("auth", `This answer of ${name} belongs to no consent that was asked for here.`, {
    code: "badState",
    fix: "Begin again, and open the address in the same browser to its end.",
  });
}

/** RFC 6749 §4.1.2.1. The vendor's own words come by way of the browser and are not repeated. */
function refusedConsent(name: string, refusal: string): ConnectorError {
  if (refusal === "access_denied") {
    return new ConnectorError("auth", `Somebody declined the consent at ${name}.`, {
      code: "consentRefused",
      fix: "Begin again as an admin who may give this client access.",
    });
  }
  if (refusal === "server_error" || refusal === "temporarily_unavailable") {
    return new ConnectorError("transient", `${name} could not ask for consent just now.`, {
      code: "vendorUnavailable",
      fix: "Begin again in a while.",
    });
  }
  const shown = /^[a-z_]{1,40}$/.test(refusal) ? ` [${refusal}]` : "";
  return new ConnectorError("config", `${name} refused to ask for consent${shown}.`, {
    code: "badConsentRequest",
    fix: `Check how this client is registered with ${name}: its ID, its redirect address and its scopes.`,
  });
}

import {
  type AuthMethod,
  type BasicAuth,
  type BearerAuth,
  ConnectorError,
  type UsernameTokenAuth,
  xmlText,
} from "@muster/connector-sdk";
import type { TokenSource } from "./oauth/token-source.ts";

type Secrets = Readonly<Record<string, string>>;

/** What proves who asks, for each request. */
export interface Signer {
  /** The Authorization header of a request that is not SOAP. */
  authorization: (signal: AbortSignal) => Promise<string | undefined>;
  /** Of a SOAP request: the security header of its envelope, or an Authorization header. */
  soap: (signal: AbortSignal) => Promise<{ security: string } | { authorization: string | undefined }>;
  /** The vendor refused this header: the next one will be another. Absent where there is no other. */
  reject?: (authorization: string) => void;
}

const WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
const PASSWORD_TEXT =
  "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText";

/** A signer for secrets that never change. Throws ConnectorError `config` for one that cannot stand in a header. */
export function staticSigner(
  auth: Exclude<AuthMethod, { type: "oauth" }>,
  secrets: Secrets,
  settings: unknown,
): Signer {
  if (auth.type === "usernameToken") return usernameTokenSigner(auth, secrets, settings);
  // Such headers are the transport's.
  if (auth.type === "headers") {
    return { authorization: async () => undefined, soap: async () => ({ authorization: undefined }) };
  }
  const authorization =
    auth.type === "basic" ? basicAuthorization(auth, secrets) : bearerAuthorization(auth, secrets);
  return { authorization: async () => authorization, soap: async () => ({ authorization }) };
}

/** A signer for access tokens that come and go. They are made of what a header can carry. */
export function tokenSigner(tokens: TokenSource): Signer {
  const scheme = "Bearer ";
  const authorization = async (signal: AbortSignal): Promise<string> =>
    `${scheme}${await tokens.get(signal)}`;
  return {
    authorization,
    soap: async (signal) => ({ authorization: await authorization(signal) }),
    reject: (refused) => tokens.reject(refused.slice(scheme.length)),
  };
}

function usernameTokenSigner(auth: UsernameTokenAuth, secrets: Secrets, settings: unknown): Signer {
  const username = auth.username({ secrets, settings });
  const password = auth.password(secrets);
  const authorization = basic(auth, username, password);
  const security =
    `<wsse:Security soap:mustUnderstand="1" xmlns:wsse="${WSSE}"><wsse:UsernameToken>` +
    `<wsse:Username>${xmlText(username)}</wsse:Username>` +
    `<wsse:Password Type="${PASSWORD_TEXT}">${xmlText(password)}</wsse:Password>` +
    `</wsse:UsernameToken></wsse:Security>`;
  return { authorization: async () => authorization, soap: async () => ({ security }) };
}

function basicAuthorization(auth: BasicAuth, secrets: Secrets): string {
  return basic(auth, auth.username(secrets), auth.password(secrets));
}

/** HTTP Basic, UTF-8 (RFC 7617). */
function basic(auth: AuthMethod, username: string, password: string): string {
  if (username.includes(":")) {
    throw badSecret(auth, "The user name", "holds a colon", "a colon cannot be part of it");
  }
  return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}

function bearerAuthorization(auth: BearerAuth, secrets: Secrets): string {
  return bearer(auth, auth.token(secrets));
}

/** RFC 6750 allows fewer characters still; vendors differ, and a header can carry these. */
function bearer(auth: AuthMethod, token: string): string {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw badSecret(
      auth,
      "The token",
      "holds a blank or a letter with an accent",
      "neither can be part of it",
    );
  }
  return `Bearer ${token}`;
}

export function badSecret(auth: AuthMethod, what: string, problem: string, why: string): ConnectorError {
  const settings = Object.keys(auth.secrets).map((key) => `auth.${key}`);
  const message = `${what} for ${auth.label} ${problem} (${settings.join(", ")}).`;
  return new ConnectorError("config", message, { code: "badSecret", fix: `Copy the value again; ${why}.` });
}

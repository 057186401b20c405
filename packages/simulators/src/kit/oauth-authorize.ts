import { type OAuthError, consentPage, oauthError, sendBack } from "./oauth-answers.ts";
import type { OAuthParts } from "./oauth-definition.ts";
import type { Answer, VendorRequest } from "./vendor.ts";

/** A request for consent that can be answered to the app; else the page that tells the browser why not. */
type Readable = { redirectUri: string; state: string | undefined } | { page: Answer };

/** GET of the consent page: whoever is there says yes at once. `deny`: no. */
export function answerAuthorize({ query }: VendorRequest, parts: OAuthParts, deny: boolean): Answer {
  const readable = readRequest(query, parts);
  if ("page" in readable) return readable.page;
  const { redirectUri, state } = readable;
  const scope = readScope(query, parts);
  const refusal = deny ? oauthError("access_denied", "The admin said no") : refusalOf(query, scope);
  if (refusal !== undefined) return sendBack(redirectUri, { ...refusal, state });
  const code = parts.grants.giveCode({
    subject: parts.subject,
    scope: scope ?? [],
    redirectUri,
    challenge: query.get("code_challenge") ?? undefined,
  });
  return sendBack(redirectUri, { code, state, ...parts.definition.sentBack });
}

function readRequest(query: URLSearchParams, { client, definition, redirectUris }: OAuthParts): Readable {
  const clientId = query.get("client_id");
  const named = clientId === null ? definition.namesAppInPath === true : clientId === client.id;
  if (!named) return { page: consentPage(400, "There is no such app.") };
  // Without an address in the request the app's only one is meant (RFC 6749, 3.1.2.3).
  const only = redirectUris.length === 1 ? redirectUris[0] : undefined;
  const redirectUri = query.get("redirect_uri") ?? only;
  if (redirectUri === undefined || !isRegistered(redirectUri, redirectUris)) {
    return { page: consentPage(400, "The redirect URI is not one of this app.") };
  }
  return { redirectUri, state: query.get("state") ?? undefined };
}

/** Exactly one of them; an app that registered none may be sent back to this machine. */
function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  if (registered.length > 0) return registered.includes(redirectUri);
  const host = URL.parse(redirectUri)?.hostname ?? "";
  return ["127.0.0.1", "[::1]", "localhost"].includes(host);
}

function refusalOf(query: URLSearchParams, scope: readonly string[] | undefined): OAuthError | undefined {
  const responseType = query.get("response_type") ?? "code";
  if (responseType !== "code") return oauthError("unsupported_response_type", "response_type must be code");
  if (scope === undefined) return oauthError("invalid_scope", "An unknown scope, or none");
  const challenge = query.get("code_challenge");
  const method = query.get("code_challenge_method");
  if ((challenge !== null || method !== null) && (method !== "S256" || !isDigest(challenge))) {
    return oauthError("invalid_request", "PKCE takes a challenge by S256");
  }
  return undefined;
}

/** 32 bytes as base64url. */
function isDigest(challenge: string | null): boolean {
  return /^[\w-]{43}$/.test(challenge ?? "");
}

/** The scopes asked for, or those the app has anyway. Undefined: not all of them exist. */
function readScope(query: URLSearchParams, { definition }: OAuthParts): readonly string[] | undefined {
  if (definition.fixedScopes === true) return definition.scopes;
  const asked = [...new Set((query.get("scope") ?? "").split(" ").filter((name) => name !== ""))];
  const known = asked.length > 0 && asked.every((name) => definition.scopes.includes(name));
  return known ? asked : undefined;
}

import type { Answer } from "./vendor.ts";

/** An error of RFC 6749, sections 4.1.2.1 and 5.2. */
export interface OAuthError {
  error:
    | "invalid_request"
    | "invalid_client"
    | "invalid_grant"
    | "invalid_scope"
    | "unsupported_grant_type"
    | "unsupported_response_type"
    | "access_denied"
    | "server_error"
    | "temporarily_unavailable";
  error_description: string;
}

export function oauthError(error: OAuthError["error"], description: string): OAuthError {
  return { error, error_description: description };
}

/** An answer of the token endpoint; none may be kept by anybody on the way (RFC 6749, 5.1). */
export function tokenJson(value: object, status = 200): Answer {
  return {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", pragma: "no-cache" },
    body: JSON.stringify(value),
  };
}

/** The refusal of a client; whoever tried HTTP Basic is challenged (RFC 6749, 5.2). */
export function badClient(byHeader: boolean): Answer {
  const answer = tokenJson(oauthError("invalid_client", "The client is unknown or its secret is wrong"), 401);
  return byHeader
    ? { ...answer, headers: { ...answer.headers, "www-authenticate": 'Basic realm="oauth"' } }
    : answer;
}

/** How the token endpoint answers a status that no request caused. */
export function refuseToken(status: number): Answer {
  if (status === 401) return badClient(false);
  if (status === 403) return tokenJson(oauthError("access_denied", "The client may not do this"), 403);
  const error = status === 429 || status === 503 ? "temporarily_unavailable" : "server_error";
  return tokenJson(oauthError(error, "Try again later"), status);
}

/** A page for the browser, where nobody can be sent back. */
export function consentPage(status: number, text: string): Answer {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html><html><head><title>Authorize</title></head><body><p>${text}</p></body></html>`,
  };
}

/** Back to the app, with what it is told in the query. */
export function sendBack(redirectUri: string, told: Readonly<Record<string, string | undefined>>): Answer {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(told)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: url.href, "cache-control": "no-store" }, body: "" };
}

import type { FaultName } from "./fault-catalog.ts";
import { jsonOf } from "./json-of.ts";
import { type OAuthError, badClient, oauthError, tokenJson } from "./oauth-answers.ts";
import { provesChallenge, type Grant } from "./oauth-grants.ts";
import type { OAuthParts } from "./oauth-definition.ts";
import type { Answer, VendorRequest } from "./vendor.ts";

/** POST to the token endpoint. */
export function answerToken(request: VendorRequest, parts: OAuthParts, fault: FaultName | undefined): Answer {
  const form = readForm(request);
  if (form === undefined) {
    return tokenJson(oauthError("invalid_request", "The body must be a form with each name once"), 400);
  }
  const grantType = form.get("grant_type") ?? "";
  const hook = parts.definition.grants?.[grantType];
  const client = hook?.withoutSecret ? { subject: parts.subject } : clientIn(request, form, parts);
  if ("refused" in client) return client.refused;
  if (hook !== undefined) {
    const granted = hook.answer({ form, request, client: parts.client });
    return "error" in granted ? refusal(granted, parts) : told(parts.grants.open(granted), parts, true);
  }
  if (parts.definition.clientSecrets !== undefined) {
    return grantType === "client_credentials" ? byClient(client.subject, parts) : noSuchGrant();
  }
  switch (grantType) {
    case "authorization_code":
      return byCode(form, parts);
    case "refresh_token":
      return byRefreshToken(form, parts, fault);
    default:
      return noSuchGrant();
  }
}

/** The form of the body; undefined for what is none, or names something twice (RFC 6749, 3.2). */
export function readForm({ headers, body }: VendorRequest): URLSearchParams | undefined {
  const type = headers["content-type"] ?? "";
  if (/^application\/json\b/i.test(type)) return formOfJson(body);
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined;
  const form = new URLSearchParams(body);
  return new Set(form.keys()).size === form.size ? form : undefined;
}

/** Some vendors' partners send JSON, and are understood. */
function formOfJson(body: string): URLSearchParams | undefined {
  const value = jsonOf(body);
  if (typeof value !== "object" || value === null) return undefined;
  const texts = Object.entries(value).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return new URLSearchParams(texts);
}

/** Who asks. By HTTP Basic or in the body, never both (RFC 6749, 2.3). */
function clientIn(
  { headers }: VendorRequest,
  form: URLSearchParams,
  { client, definition, subject }: OAuthParts,
): { subject: string } | { refused: Answer } {
  const [, basic] = /^basic\s+([a-z0-9+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
  const inBody = form.get("client_secret");
  if (basic !== undefined && inBody !== null) {
    return { refused: tokenJson(oauthError("invalid_request", "The client signs in twice"), 400) };
  }
  const sent =
    basic === undefined
      ? `${form.get("client_id") ?? ""}:${inBody ?? ""}`
      : Buffer.from(basic, "base64").toString("utf8");
  const secrets: Readonly<Record<string, string>> = definition.clientSecrets
    ? { ...definition.clientSecrets }
    : { [subject]: client.secret };
  const known = Object.entries(secrets).find(([, secret]) => sent === `${client.id}:${secret}`);
  return known === undefined ? { refused: badClient(basic !== undefined) } : { subject: known[0] };
}

function noSuchGrant(): Answer {
  return tokenJson(oauthError("unsupported_grant_type", "There is no such grant"), 400);
}

/** Each call has a token of its own; there is none to renew it by (RFC 6749, 4.4.3). */
function byClient(subject: string, parts: OAuthParts): Answer {
  const { scopes: scope } = parts.definition;
  return told(parts.grants.open({ subject, scope, refresh: false }), parts, false);
}

function byCode(form: URLSearchParams, parts: OAuthParts): Answer {
  const code = form.get("code") ?? "";
  const consent = parts.grants.takeCode(code);
  if (consent === undefined) {
    return refusal(oauthError("invalid_grant", "The code is unknown, used or too old"), parts);
  }
  const { redirectUri, challenge, subject, scope } = consent;
  if (form.get("redirect_uri") !== redirectUri) {
    return refusal(oauthError("invalid_grant", "The redirect URI is not the one of the code"), parts);
  }
  if (!provesChallenge(challenge, form.get("code_verifier"))) {
    return refusal(oauthError("invalid_grant", "The verifier does not fit the challenge"), parts);
  }
  const { refreshScope } = parts.definition;
  const refresh = refreshScope === undefined || scope.includes(refreshScope);
  const grant = parts.grants.open({ subject, scope, refresh });
  parts.grants.redeemed(code, grant);
  return told(grant, parts, true);
}

function byRefreshToken(form: URLSearchParams, parts: OAuthParts, fault: FaultName | undefined): Answer {
  const grant = parts.grants.byRefreshToken(form.get("refresh_token") ?? "");
  if (grant !== undefined && fault === "revokeGrant") grant.revoked = true;
  if (grant === undefined || grant.revoked) {
    return refusal(oauthError("invalid_grant", "The refresh token is unknown, used or revoked"), parts);
  }
  const rotates = parts.definition.rotates && fault !== "keepRefreshToken";
  if (rotates) parts.grants.rotate(grant);
  return told(grant, parts, rotates);
}

function told(grant: Grant, { grants, definition, expiresIn }: OAuthParts, withRefresh: boolean): Answer {
  const { refreshToken, scope, subject } = grant;
  return tokenJson({
    access_token: grants.giveAccess(grant, expiresIn),
    token_type: "Bearer",
    expires_in: expiresIn,
    scope: scope.join(" "),
    ...(withRefresh && refreshToken !== null && { refresh_token: refreshToken }),
    ...definition.alsoTold?.({ subject, scope }),
  });
}

function refusal(error: OAuthError, { definition }: OAuthParts): Answer {
  if (error.error === "invalid_client") return tokenJson(error, 401);
  return tokenJson(error, error.error === "invalid_grant" ? definition.invalidGrantStatus : 400);
}

import type { FurtherProof, SecretValues } from "./auth.ts";
import { type SecretField, secret } from "./secret.ts";

/** What a declaration may ask of the settings. */
type FromSettings<Settings, Value> = (input: { settings: Settings }) => Value;

/**
 * How a client with a secret proves itself to the token endpoint (RFC 6749 §2.3.1): HTTP Basic, fields of the form, or
 * the same pair as Basic under another scheme's name, as some vendors want it.
 */
export type ClientAuthentication = "basic" | "body" | { scheme: string };

/** Where an admin gives consent, once (RFC 6749 §4.1). The host adds `state` (RFC 9700 §2.1) and PKCE (RFC 7636). */
export interface OAuthConsent<Settings = unknown> {
  /** Absolute https address of the vendor's page. An operator's base URL replaces its origin, as it does `tokenUrl`'s. */
  url: FromSettings<Settings, string>;
  /** The least that a read needs. */
  scopes: readonly string[];
  /** What the vendor's page wants besides the standard parameters. */
  parameters?: Readonly<Record<string, string>>;
}

/**
 * What is handed in for an access token.
 *
 * - `refreshToken` (RFC 6749 §6): the secrets `clientId`, `clientSecret`, `refreshToken`. Each answer may bring
 *   another refresh token, and the one handed in may be dead from then on
 * - `clientCredentials` (RFC 6749 §4.4): `clientId`, `clientSecret`
 * - `jwtBearer` (RFC 7523 §2.1): an assertion signed with RS256: `clientId` (iss), `privateKey`, `subject` (sub)
 * - `assertion` (RFC 7521 §4.1): one of another form, such as SAML (RFC 7522) or a JWT with claims of the vendor's,
 *   which the connector makes of its own secrets
 */
export type OAuthGrant<Settings = unknown> =
  | { type: "refreshToken"; clientAuth: ClientAuthentication; consent?: OAuthConsent<Settings> }
  | { type: "clientCredentials"; clientAuth: ClientAuthentication }
  | { type: "jwtBearer"; audience: FromSettings<Settings, string> }
  | { type: "assertion"; grantType: string; assertion: MakeAssertion<Settings> };

/** Pure. Made anew for each exchange. */
export type MakeAssertion<Settings = unknown> = (input: {
  secrets: SecretValues;
  settings: Settings;
  now: Date;
}) => string;

/** OAuth 2.0: the host gets, keeps and renews the tokens; requests carry a bearer token (RFC 6750). */
export interface OAuth<Settings = unknown> extends FurtherProof {
  type: "oauth";
  label: string;
  secrets: Readonly<Record<string, SecretField>>;
  grant: OAuthGrant<Settings>;
  /** Absolute https address. Where an operator replaces the base URL, its origin takes the place of this one's. */
  tokenUrl: FromSettings<Settings, string>;
  /** Form fields of each token request besides the grant's own. */
  form?: FromSettings<Settings, Readonly<Record<string, string>>>;
  /** How the token endpoint is written to. Absent: as a form, as RFC 6749 has it. */
  tokenBody?: "form" | "json";
}

interface Declared<Settings, Secret extends string>
  extends Pick<
    OAuth<Settings>,
    "label" | "tokenUrl" | "form" | "tokenBody" | "headers" | "clientCertificate"
  > {
  /** Secrets besides those of the grant, for further proof. */
  secrets?: Readonly<Record<string, SecretField>>;
  /** Where the admin finds each secret. */
  help?: Readonly<Partial<Record<Secret, string>>>;
}

interface WithClientSecret {
  /** Default: Basic. */
  clientAuth?: ClientAuthentication;
}

/** Declares OAuth with a refresh token that an admin's consent has brought, or that the vendor's own page shows. */
export function oauthRefreshToken<Settings>({
  consent,
  clientAuth = "basic",
  ...declared
}: Declared<Settings, "clientId" | "clientSecret" | "refreshToken"> &
  WithClientSecret & { consent?: OAuthConsent<Settings> }): OAuth<Settings> {
  return declare(declared, { type: "refreshToken", clientAuth, ...(consent && { consent }) }, [
    ["clientId", "Client ID"],
    ["clientSecret", "Client secret"],
    ["refreshToken", "Refresh token"],
  ]);
}

/** Declares OAuth with client credentials, for vendors that let an admin make a client for one company. */
export function oauthClientCredentials<Settings>({
  clientAuth = "basic",
  ...declared
}: Declared<Settings, "clientId" | "clientSecret"> & WithClientSecret): OAuth<Settings> {
  return declare(declared, { type: "clientCredentials", clientAuth }, [
    ["clientId", "Client ID"],
    ["clientSecret", "Client secret"],
  ]);
}

/** Declares OAuth with a signed assertion. The client is known by its key, so no secret is sent. */
export function oauthJwtBearer<Settings>({
  audience,
  ...declared
}: Declared<Settings, "clientId" | "privateKey" | "subject"> & {
  audience: FromSettings<Settings, string>;
}): OAuth<Settings> {
  return declare(declared, { type: "jwtBearer", audience }, [
    ["clientId", "Client ID"],
    ["privateKey", "Private key (PEM)"],
    ["subject", "User the client acts as"],
  ]);
}

/** Declares OAuth with an assertion that the connector makes itself: pure, of the secrets and the settings. */
export function oauthAssertion<Settings>({
  grantType,
  assertion,
  ...declared
}: Declared<Settings, never> & {
  secrets: Readonly<Record<string, SecretField>>;
  grantType: string;
  assertion: MakeAssertion<Settings>;
}): OAuth<Settings> {
  return declare(declared, { type: "assertion", grantType, assertion }, []);
}

function declare<Settings, Secret extends string>(
  { help, secrets: further, ...declared }: Declared<Settings, Secret>,
  grant: OAuthGrant<Settings>,
  secrets: readonly (readonly [Secret, string])[],
): OAuth<Settings> {
  const fields = secrets.map(([name, title]) => {
    const text = help?.[name];
    const lines = name === "privateKey";
    return [name, secret(title, { lines, ...(text !== undefined && { help: text }) })] as const;
  });
  return { type: "oauth", ...declared, secrets: { ...Object.fromEntries(fields), ...further }, grant };
}

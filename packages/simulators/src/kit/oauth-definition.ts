import type { OAuthError } from "./oauth-answers.ts";
import type { Grants } from "./oauth-grants.ts";
import type { KeyRing, VendorRequest } from "./vendor.ts";

/** One vendor's OAuth 2.0, as far as it differs from another's. */
export interface OAuthDefinition {
  /** Tells the secrets of one vendor from another's. */
  vendor: string;
  /** Those an app may have. */
  scopes: readonly string[];
  /** The app has all of them, whatever a request asks for. */
  fixedScopes?: true;
  /** Only with this scope there is a refresh token; absent: there always is one. */
  refreshScope?: string;
  /** The life of an access token in seconds, unless the simulator is told another one. */
  expiresIn: number;
  /** A refresh brings another refresh token, and the used one is dead. */
  rotates: boolean;
  /** The status of a dead code or token: 400 by RFC 6749, 401 in some frameworks. */
  invalidGrantStatus: 400 | 401;
  /** The consent page's address names the app, so the query need not. */
  namesAppInPath?: true;
  /** Told to the app beside the code. */
  sentBack?: Readonly<Record<string, string>>;
  /** Told beside the tokens. */
  alsoTold?: (granted: { subject: string; scope: readonly string[] }) => object;
  /**
   * The secrets of clients that an admin makes for the company, by what each may do: they get tokens by client
   * credentials (RFC 6749, 4.4) and in no other way. Absent: there is one app, and a consent to it.
   */
  clientSecrets?: KeyRing;
  /** Grants beside these, by `grant_type`: signed assertions. */
  grants?: Readonly<Record<string, GrantHook>>;
}

/** One more way to get a token. */
export interface GrantHook {
  /** The client proves itself by what it sends; else by its secret, before it comes to this. */
  withoutSecret?: true;
  answer: (asked: {
    form: URLSearchParams;
    request: VendorRequest;
    client: OAuthParts["client"];
  }) => { subject: string; scope: readonly string[]; refresh: boolean } | OAuthError;
}

/** What the endpoints work with. */
export interface OAuthParts {
  definition: OAuthDefinition;
  client: { id: string; secret: string };
  /** Of the app; none: any on this machine. */
  redirectUris: readonly string[];
  /** Seconds. */
  expiresIn: number;
  /** On whose behalf the consent is given. */
  subject: string;
  grants: Grants;
}

import type { OAuth } from "./oauth.ts";
import type { SecretField } from "./secret.ts";

type SecretFields = Readonly<Record<string, SecretField>>;
/** The opened secrets of an auth method, by their names in its declaration. */
export type SecretValues<Fields extends SecretFields = SecretFields> = Readonly<
  Record<keyof Fields & string, string>
>;

/** What proves who asks besides the `Authorization` header, for vendors that want more than one proof. */
export interface FurtherProof {
  /** Headers of every request, by lowercase name. */
  headers?: Readonly<Record<string, (secrets: SecretValues) => string>>;
  /** For mutual TLS (RFC 8446 §4.4.2), towards the API and the token endpoint: both in PEM. */
  clientCertificate?: (secrets: SecretValues) => { cert: string; key: string };
}

/** HTTP Basic (RFC 7617), sent with every request, unasked. */
export interface BasicAuth extends FurtherProof {
  type: "basic";
  label: string;
  secrets: SecretFields;
  username: (secrets: SecretValues) => string;
  password: (secrets: SecretValues) => string;
}

/** A bearer token (RFC 6750), sent with every request. */
export interface BearerAuth extends FurtherProof {
  type: "bearer";
  label: string;
  secrets: SecretFields;
  token: (secrets: SecretValues) => string;
}

/**
 * A user's name and password: for SOAP in a WS-Security header as UsernameToken with PasswordText (OASIS WSS Username
 * Token Profile 1.0), for everything else as HTTP Basic (RFC 7617).
 */
export interface UsernameTokenAuth<Settings = unknown> extends FurtherProof {
  type: "usernameToken";
  label: string;
  secrets: SecretFields;
  username: (input: { secrets: SecretValues; settings: Settings }) => string;
  password: (secrets: SecretValues) => string;
}

/** Headers of the vendor's own, such as `x-api-key`, and no `Authorization`. */
export interface HeaderAuth extends FurtherProof {
  type: "headers";
  label: string;
  secrets: SecretFields;
  headers: Readonly<Record<string, (secrets: SecretValues) => string>>;
}

/** How a connector signs in. A descriptor: the host signs the requests, the connector never sees a secret. */
export type AuthMethod<Settings = unknown> =
  | BasicAuth
  | BearerAuth
  | HeaderAuth
  | UsernameTokenAuth<Settings>
  | OAuth<Settings>;

/** Further proof as a declaration gives it, by the names of its own secrets. */
interface DeclaredProof<Fields extends SecretFields> {
  headers?: Readonly<Record<string, (secrets: SecretValues<Fields>) => string>>;
  clientCertificate?: (secrets: SecretValues<Fields>) => { cert: string; key: string };
}

/** Declares HTTP Basic. `password` is a constant where the vendor ignores it. */
export function basicAuth<const Fields extends SecretFields>({
  password,
  ...declaration
}: DeclaredProof<Fields> & {
  label: string;
  secrets: Fields;
  username: (secrets: SecretValues<Fields>) => string;
  password: string | ((secrets: SecretValues<Fields>) => string);
}): BasicAuth {
  return {
    type: "basic",
    ...declaration,
    password: typeof password === "string" ? () => password : password,
  };
}

/** Declares headers of the vendor's own in the place of `Authorization`, by lowercase name. */
export function headerAuth<const Fields extends SecretFields>(
  declaration: DeclaredProof<Fields> & {
    label: string;
    secrets: Fields;
    headers: Readonly<Record<string, (secrets: SecretValues<Fields>) => string>>;
  },
): HeaderAuth {
  return { type: "headers", ...declaration };
}

/** Declares a bearer token that the admin has made at the vendor. */
export function bearerAuth<const Fields extends SecretFields>(
  declaration: DeclaredProof<Fields> & {
    label: string;
    secrets: Fields;
    token: (secrets: SecretValues<Fields>) => string;
  },
): BearerAuth {
  return { type: "bearer", ...declaration };
}

/** Declares a user's name and password for a vendor that speaks SOAP. */
export function usernameTokenAuth<Settings, const Fields extends SecretFields>(
  declaration: DeclaredProof<Fields> & {
    label: string;
    secrets: Fields;
    username: (input: { secrets: SecretValues<Fields>; settings: Settings }) => string;
    password: (secrets: SecretValues<Fields>) => string;
  },
): UsernameTokenAuth<Settings> {
  return { type: "usernameToken", ...declaration };
}

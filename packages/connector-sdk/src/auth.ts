import type { OAuth } from "./oauth.ts";
import type { SecretField } from "./secret.ts";

type SecretFields = Readonly<Record<string, SecretField>>;
/** The opened secrets of an auth method, by their names in its declaration. */
export type SecretValues<Fields extends SecretFields = SecretFields> = Readonly<
  Record<keyof Fields & string, string>
>;

/** HTTP Basic (RFC 7617), sent with every request, unasked. */
export interface BasicAuth {
  type: "basic";
  label: string;
  secrets: SecretFields;
  username: (secrets: SecretValues) => string;
  password: (secrets: SecretValues) => string;
}

/** A bearer token (RFC 6750), sent with every request. */
export interface BearerAuth {
  type: "bearer";
  label: string;
  secrets: SecretFields;
  token: (secrets: SecretValues) => string;
}

/**
 * A user's name and password: for SOAP in a WS-Security header as UsernameToken with PasswordText (OASIS WSS Username
 * Token Profile 1.0), for everything else as HTTP Basic (RFC 7617).
 */
export interface UsernameTokenAuth<Settings = unknown> {
  type: "usernameToken";
  label: string;
  secrets: SecretFields;
  username: (input: { secrets: SecretValues; settings: Settings }) => string;
  password: (secrets: SecretValues) => string;
}

/** How a connector signs in. A descriptor: the host signs the requests, the connector never sees a secret. */
export type AuthMethod<Settings = unknown> =
  | BasicAuth
  | BearerAuth
  | UsernameTokenAuth<Settings>
  | OAuth<Settings>;

/** Declares HTTP Basic. `password` is a constant where the vendor ignores it. */
export function basicAuth<const Fields extends SecretFields>(declaration: {
  label: string;
  secrets: Fields;
  username: (secrets: SecretValues<Fields>) => string;
  password: string | ((secrets: SecretValues<Fields>) => string);
}): BasicAuth {
  const { label, secrets, username, password } = declaration;
  return {
    type: "basic",
    label,
    secrets,
    username,
    password: typeof password === "string" ? () => password : password,
  };
}

/** Declares a bearer token that the admin has made at the vendor. */
export function bearerAuth<const Fields extends SecretFields>(declaration: {
  label: string;
  secrets: Fields;
  token: (secrets: SecretValues<Fields>) => string;
}): BearerAuth {
  return { type: "bearer", ...declaration };
}

/** Declares a user's name and password for a vendor that speaks SOAP. */
export function usernameTokenAuth<Settings, const Fields extends SecretFields>(declaration: {
  label: string;
  secrets: Fields;
  username: (input: { secrets: SecretValues<Fields>; settings: Settings }) => string;
  password: (secrets: SecretValues<Fields>) => string;
}): UsernameTokenAuth<Settings> {
  return { type: "usernameToken", ...declaration };
}

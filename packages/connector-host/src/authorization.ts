import { type AuthMethod, type BasicAuth, type BearerAuth, ConnectorError } from "@muster/connector-sdk";

type Secrets = Readonly<Record<string, string>>;

/** The Authorization header. Throws ConnectorError `config` for a secret that cannot stand in one. */
export function authorizationHeader(auth: AuthMethod, secrets: Secrets): string {
  return auth.type === "basic" ? basicAuthorization(auth, secrets) : bearerAuthorization(auth, secrets);
}

/** HTTP Basic, UTF-8 (RFC 7617). */
function basicAuthorization(auth: BasicAuth, secrets: Secrets): string {
  const username = auth.username(secrets);
  if (username.includes(":")) {
    throw badSecret(auth, "The user name", "holds a colon", "a colon cannot be part of it");
  }
  return `Basic ${Buffer.from(`${username}:${auth.password(secrets)}`, "utf8").toString("base64")}`;
}

/** RFC 6750 allows fewer characters still; vendors differ, and a header can carry these. */
function bearerAuthorization(auth: BearerAuth, secrets: Secrets): string {
  const token = auth.token(secrets);
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

function badSecret(auth: AuthMethod, what: string, problem: string, why: string): ConnectorError {
  const settings = Object.keys(auth.secrets).map((key) => `auth.${key}`);
  const message = `${what} for ${auth.label} ${problem} (${settings.join(", ")}).`;
  return new ConnectorError("config", message, { code: "badSecret", fix: `Copy the value again; ${why}.` });
}

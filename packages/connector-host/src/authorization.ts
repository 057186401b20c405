import { type AuthMethod, ConnectorError } from "@muster/connector-sdk";

/** The Authorization header of HTTP Basic, UTF-8 (RFC 7617). Throws ConnectorError `config`. */
export function basicAuthorization(auth: AuthMethod, secrets: Readonly<Record<string, string>>): string {
  const username = auth.username(secrets);
  if (username.includes(":")) {
    const settings = Object.keys(auth.secrets).map((key) => `auth.${key}`);
    throw new ConnectorError(
      "config",
      `The user name for ${auth.label} holds a colon (${settings.join(", ")}).`,
      {
        code: "badSecret",
        fix: "Copy the value again; a colon cannot be part of it.",
      },
    );
  }
  return `Basic ${Buffer.from(`${username}:${auth.password(secrets)}`, "utf8").toString("base64")}`;
}

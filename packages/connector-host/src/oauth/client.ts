import type { OAuth } from "@muster/connector-sdk";
import { badSecret } from "../signer.ts";

/** Who asks for tokens, with characters that every way of sending them can carry (RFC 6749 appendix A). */
export interface Client {
  id: string;
  secret: string;
}

/** The client of an OAuth method with a secret. Throws ConnectorError `config` for one that cannot be sent. */
export function clientOf(auth: OAuth, secrets: Readonly<Record<string, string>>): Client {
  const { clientId: id = "", clientSecret: secret = "" } = secrets;
  if (!/^[\x20-\x7e]*$/.test(id + secret)) {
    throw badSecret(auth, "The client", "holds a letter with an accent", "none can be part of it");
  }
  return { id, secret };
}

/**
 * `id:secret` in base64, each as it is. RFC 6749 §2.3.1 has both form-encoded first; what vendors document, and check,
 * is the plain pair. Where neither holds a special character the two are the same.
 */
export function encodedPair(auth: OAuth, { id, secret }: Client): string {
  if (id.includes(":"))
    throw badSecret(auth, "The client ID", "holds a colon", "a colon cannot be part of it");
  return Buffer.from(`${id}:${secret}`).toString("base64");
}

import { createPrivateKey, type KeyObject, randomUUID, sign } from "node:crypto";

/** Vendors allow five minutes (Workday) by a clock of their own, which may be behind ours. */
const LIFETIME_SECONDS = 180;

/** What an assertion says (RFC 7523 §3). */
export interface AssertionClaims {
  issuer: string;
  subject: string;
  audience: string;
}

/** A private RSA key from PEM, or undefined for what is none. What OpenSSL says of it is not kept. */
export function rsaPrivateKey(pem: string): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "rsa" ? key : undefined;
  } catch {
    return undefined;
  }
}

/** A JWT signed with RS256 (RFC 7515 §3.1, RFC 7518 §3.3), good for three minutes from `now`. */
export function signAssertion(key: KeyObject, claims: AssertionClaims, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const payload = {
    iss: claims.issuer,
    sub: claims.subject,
    aud: claims.audience,
    iat,
    exp: iat + LIFETIME_SECONDS,
    jti: randomUUID(),
  };
  const signed = `${part({ alg: "RS256", typ: "JWT" })}.${part(payload)}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}

function part(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

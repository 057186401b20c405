/** One value encrypted with AES-256-GCM; all three are base64. */
export interface Encrypted {
  /** 96 bits, random, never used twice with one key. */
  iv: string;
  ct: string;
  tag: string;
}

/** A sealed secret as it lies in the database. Holds nothing readable but which master key opens it. */
export interface SealedSecret extends Encrypted {
  v: 1;
  /** Name of the master key. */
  kid: string;
  /** Tells that key from another one of the same name. */
  check: string;
  /** The secret's own key and the digest of its place, encrypted under the master key. */
  dek: Encrypted;
}

/** True for a value of the shape that `sealSecret` makes. */
export function isSealedSecret(value: unknown): value is SealedSecret {
  if (!isEncrypted(value) || !("v" in value && "kid" in value && "check" in value && "dek" in value))
    return false;
  return (
    value.v === 1 &&
    typeof value.kid === "string" &&
    typeof value.check === "string" &&
    isEncrypted(value.dek)
  );
}

function isEncrypted(value: unknown): value is Encrypted {
  if (typeof value !== "object" || value === null) return false;
  return (["iv", "ct", "tag"] as const).every((key) => typeof Reflect.get(value, key) === "string");
}

import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createSecretKey,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from "node:crypto";
import { StoreError } from "../errors.ts";
import type { Keyring, MasterKey } from "./keyring.ts";
import { type Encrypted, isSealedSecret, type SealedSecret } from "./sealed-secret.ts";

/** Where a secret belongs. A sealed one opens in this place only. */
export interface SecretPlace {
  orgId: number | string;
  integrationId: number | string;
  field: string;
}

const ALGORITHM = "aes-256-gcm";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const DIGEST_BYTES = 32;
const ENTER_AGAIN = "Restore the row from a backup, or enter the integration's credentials again.";

/**
 * Seals a secret for its place: encrypted under a key of its own, that key under the keyring's first master key.
 * The result is plain JSON.
 */
export function sealSecret(keyring: Keyring, place: SecretPlace, plaintext: string): SealedSecret {
  const { kid, check, key } = keyring.sealing;
  const dek = randomBytes(KEY_BYTES);
  const wrapped = encrypt(key, wrapData(kid), Buffer.concat([dek, digestOf(place)]));
  const sealed = encrypt(createSecretKey(dek), placeData(place, kid), Buffer.from(plaintext, "utf8"));
  dek.fill(0);
  return { v: 1, kid, check, dek: wrapped, ...sealed };
}

/**
 * Opens what `sealSecret` made. Errors, by code: `secretKeyMissing` and `secretKeyWrong` (the operator gives the
 * right master key), `secretMoved` (the row was copied from another place), `secretAltered` (it was changed),
 * `secretUnreadable` (not of a known format).
 */
export function openSecret(keyring: Keyring, place: SecretPlace, sealed: unknown): string {
  if (!isSealedSecret(sealed)) {
    throw failure(place, "secretUnreadable", "is not in a format this version knows", ENTER_AGAIN);
  }
  const master = masterOf(keyring, place, sealed);
  const inner = decrypt(master.key, wrapData(sealed.kid), sealed.dek);
  if (inner?.length !== KEY_BYTES + DIGEST_BYTES) throw altered(place);
  const dek = createSecretKey(inner.subarray(0, KEY_BYTES));
  const madeFor = inner.subarray(KEY_BYTES);
  if (!timingSafeEqual(madeFor, digestOf(place))) {
    throw failure(
      place,
      "secretMoved",
      "was sealed for another organization, integration or field",
      ENTER_AGAIN,
    );
  }
  const plain = decrypt(dek, placeData(place, sealed.kid), sealed);
  inner.fill(0);
  if (plain === undefined) throw altered(place);
  return plain.toString("utf8");
}

function masterOf(keyring: Keyring, place: SecretPlace, sealed: SealedSecret): MasterKey {
  const found = keyring.keys.find((key) => key.check === sealed.check);
  if (found) return found;
  const sameName = keyring.keys.some((key) => key.kid === sealed.kid);
  const [code, what] = sameName
    ? (["secretKeyWrong", "was sealed by another master key of the same name"] as const)
    : (["secretKeyMissing", "was sealed by a master key that was not given"] as const);
  throw failure(
    place,
    code,
    what,
    `Give the key "${sealed.kid}" again in the master key setting, or enter the integration's credentials again.`,
  );
}

function altered(place: SecretPlace): StoreError {
  return failure(place, "secretAltered", "was changed in the database after it was sealed", ENTER_AGAIN);
}

function failure(place: SecretPlace, code: string, what: string, fix: string): StoreError {
  return new StoreError(`The secret ${place.field} of integration ${place.integrationId} ${what}.`, {
    code,
    fix,
  });
}

/** What a wrapped key is bound to: without its place, so that a moved row is told from a changed one. */
function wrapData(kid: string): Buffer {
  return Buffer.from(JSON.stringify(["muster dek", 1, kid]));
}

function placeData(place: SecretPlace, kid: string): Buffer {
  return Buffer.from(JSON.stringify(["muster secret", 1, ...partsOf(place), kid]));
}

function digestOf(place: SecretPlace): Buffer {
  return createHash("sha256")
    .update(JSON.stringify(partsOf(place)))
    .digest();
}

/** As text: an id is the same whether it came as a number or not. */
function partsOf({ orgId, integrationId, field }: SecretPlace): string[] {
  return [String(orgId), String(integrationId), field];
}

function encrypt(key: KeyObject, bound: Buffer, plain: Buffer): Encrypted {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(bound);
  const ct = Buffer.concat([cipher.update(plain), cipher.final()]);
  return {
    iv: iv.toString("base64"),
    ct: ct.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
  };
}

/** Undefined if key, bound data or any bit of it is not what it was. */
function decrypt(key: KeyObject, bound: Buffer, { iv, ct, tag }: Encrypted): Buffer | undefined {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(iv, "base64"), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(bound).setAuthTag(Buffer.from(tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(ct, "base64")), decipher.final()]);
  } catch {
    // Nothing of the cause is kept: it knows no more than that they do not fit.
    return undefined;
  }
}

import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { StoreError } from "../errors.ts";

/** One master key. Its bytes are in a KeyObject, which prints and serialises as nothing. */
export interface MasterKey {
  /** Its name, or one derived from its bytes. */
  kid: string;
  /** Derived from its bytes; tells a key from another one of the same name. Says nothing about the bytes. */
  check: string;
  key: KeyObject;
}

/** Master keys: the first seals, all of them open. */
export interface Keyring {
  sealing: MasterKey;
  keys: readonly MasterKey[];
}

const NAME = /^[A-Za-z0-9._-]{1,32}$/;
const KEY_BYTES = 32;

/** Reads `[name:]base64 of 32 bytes`, comma-separated; the first seals. Errors say which entry, never its text. */
export function parseKeyring(text: string): Keyring {
  const keys = text.split(",").map((entry, index) => parseKey(entry.trim(), index + 1));
  const [sealing] = keys;
  if (sealing === undefined) throw badKey("The master key is empty.");
  keys.forEach((key, index) => {
    const twin = keys.findIndex((other) => other.kid === key.kid || other.check === key.check);
    if (twin < index) {
      throw badKey(
        `Entries ${twin + 1} and ${index + 1} of the master key have the same name or the same bytes.`,
      );
    }
  });
  return { sealing, keys };
}

function parseKey(entry: string, position: number): MasterKey {
  const colon = entry.indexOf(":");
  const name = colon < 0 ? undefined : entry.slice(0, colon).trim();
  if (name !== undefined && !NAME.test(name)) {
    throw badKey(
      `The name in entry ${position} of the master key is not 1 to 32 of A-Z, a-z, 0-9, ".", "_", "-".`,
    );
  }
  const bytes = decode(entry.slice(colon + 1).trim());
  if (bytes?.length !== KEY_BYTES) {
    throw badKey(`Entry ${position} of the master key is not base64 of ${KEY_BYTES} bytes.`);
  }
  const check = createHmac("sha256", bytes).update("muster master key").digest("hex").slice(0, 12);
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return { kid: name ?? `key-${check}`, check, key };
}

/** Strict: Buffer.from skips what is not base64, so that a typing error would make another, shorter key. */
function decode(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  const unpadded = bytes.toString("base64").replace(/=+$/, "");
  return text.replace(/=+$/, "") === unpadded ? bytes : undefined;
}

function badKey(message: string): StoreError {
  return new StoreError(message, {
    code: "masterKeyInvalid",
    fix: "Set MUSTER_MASTER_KEY or the file that MUSTER_MASTER_KEY_FILE names to [name:]base64 of 32 bytes, comma-separated. `openssl rand -base64 32` makes one; a new one cannot open what an older one sealed.",
  });
}

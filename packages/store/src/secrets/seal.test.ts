import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { isStoreError, type StoreError } from "../errors.ts";
import { type Keyring, parseKeyring } from "./keyring.ts";
import { openSecret, type SecretPlace, sealSecret } from "./seal.ts";
import type { SealedSecret } from "./sealed-secret.ts";

const newKey = (): string => randomBytes(32).toString("base64");
const place: SecretPlace = { orgId: 1, integrationId: 7, field: "apiKey" };
const SECRET = "s3cret-of-the-vendor-ö";

/** What comes back from a jsonb column. */
function stored(sealed: SealedSecret): SealedSecret {
  const row: SealedSecret = JSON.parse(JSON.stringify(sealed));
  return row;
}

function refusal(keyring: Keyring, at: SecretPlace, sealed: unknown): StoreError {
  try {
    openSecret(keyring, at, sealed);
  } catch (error) {
    if (isStoreError(error)) return error;
    throw error;
  }
  throw new Error("It opened.");
}

function flipBit(base64: string, bit: number): string {
  const bytes = Buffer.from(base64, "base64");
  const at = bit >> 3;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
  return bytes.toString("base64");
}

test("what was sealed opens in its place, whether an id is a number or text", () => {
  const ring = parseKeyring(newKey());
  for (const secret of [SECRET, "", "x".repeat(16_384)]) {
    const sealed = stored(sealSecret(ring, place, secret));
    expect(openSecret(ring, place, sealed)).toBe(secret);
    expect(openSecret(ring, { orgId: "1", integrationId: "7", field: "apiKey" }, sealed)).toBe(secret);
  }
});

test("a sealed secret says which key opens it, and nothing of itself", () => {
  const ring = parseKeyring(`main:${newKey()}`);
  const [one, two] = [sealSecret(ring, place, SECRET), sealSecret(ring, place, SECRET)];
  expect(one).toMatchObject({ v: 1, kid: "main" });
  expect(Object.keys(one).toSorted()).toEqual(["check", "ct", "dek", "iv", "kid", "tag", "v"]);
  for (const iv of [one.iv, one.dek.iv]) expect(Buffer.from(iv, "base64")).toHaveLength(12);
  expect(JSON.stringify(one)).not.toContain(SECRET);
  expect([one.iv, one.ct, one.dek.iv, one.dek.ct]).not.toEqual([two.iv, two.ct, two.dek.iv, two.dek.ct]);
  expect(one.ct).not.toBe(two.ct);
});

test("a new first key seals while the old one goes on opening, also under another name", () => {
  const [older, newer] = [newKey(), newKey()];
  const sealed = stored(sealSecret(parseKeyring(older), place, SECRET));
  expect(openSecret(parseKeyring(`b:${newer},a:${older}`), place, sealed)).toBe(SECRET);
  expect(sealSecret(parseKeyring(`b:${newer},a:${older}`), place, SECRET).kid).toBe("b");
});

test("a missing key and another key of the same name are told apart", () => {
  const sealed = stored(sealSecret(parseKeyring(`main:${newKey()}`), place, SECRET));
  const missing = refusal(parseKeyring(newKey()), place, sealed);
  expect(missing).toMatchObject({ code: "secretKeyMissing", fix: expect.stringContaining('"main"') });
  expect(refusal(parseKeyring(`main:${newKey()}`), place, sealed)).toMatchObject({ code: "secretKeyWrong" });
});

test.each([
  ["organization", { ...place, orgId: 2 }],
  ["integration", { ...place, integrationId: 8 }],
  ["field", { ...place, field: "clientSecret" }],
])("a row that was copied to another %s does not open", (_, elsewhere) => {
  const ring = parseKeyring(newKey());
  const sealed = stored(sealSecret(ring, place, SECRET));
  expect(refusal(ring, elsewhere, sealed)).toMatchObject({ code: "secretMoved" });
});

test("parts of two sealed secrets do not make a third", () => {
  const ring = parseKeyring(newKey());
  const [one, two] = [sealSecret(ring, place, "one"), sealSecret(ring, place, "two")];
  expect(refusal(ring, place, { ...one, dek: two.dek })).toMatchObject({ code: "secretAltered" });
});

test("one flipped bit anywhere is noticed, and the error holds nothing secret", () => {
  const ring = parseKeyring(newKey());
  const sealed = sealSecret(ring, place, SECRET);
  for (const part of ["iv", "ct", "tag"] as const) {
    for (let bit = 0; bit < 96; bit += 1) {
      const altered = [
        { ...sealed, [part]: flipBit(sealed[part], bit) },
        { ...sealed, dek: { ...sealed.dek, [part]: flipBit(sealed.dek[part], bit) } },
      ];
      for (const value of altered) {
        const error = refusal(ring, place, value);
        expect(error).toMatchObject({ code: "secretAltered" });
        expect(`${error.stack} ${error.fix}`).not.toContain(SECRET);
      }
    }
  }
});

test("a shortened tag is not accepted", () => {
  const ring = parseKeyring(newKey());
  const sealed = sealSecret(ring, place, SECRET);
  const tag = Buffer.from(sealed.tag, "base64").subarray(0, 4).toString("base64");
  expect(refusal(ring, place, { ...sealed, tag })).toMatchObject({ code: "secretAltered" });
});

test.each([[null], ["text"], [{}], [{ v: 2, kid: "a", check: "b", iv: "", ct: "", tag: "", dek: {} }]])(
  "what is not a sealed secret is refused: %j",
  (value) => {
    expect(refusal(parseKeyring(newKey()), place, value)).toMatchObject({ code: "secretUnreadable" });
  },
);

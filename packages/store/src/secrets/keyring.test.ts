import { randomBytes } from "node:crypto";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { isStoreError } from "../errors.ts";
import { parseKeyring } from "./keyring.ts";

const newKey = (): string => randomBytes(32).toString("base64");

test("the first key seals, and all of them open", () => {
  const ring = parseKeyring(`new:${newKey()}, old:${newKey()}\n`);
  expect(ring.sealing.kid).toBe("new");
  expect(ring.keys.map((key) => key.kid)).toEqual(["new", "old"]);
});

test("a key without a name has one made of its bytes, the same every time", () => {
  const key = newKey();
  const { kid } = parseKeyring(key).sealing;
  expect(kid).toMatch(/^key-[0-9a-f]{12}$/);
  expect(parseKeyring(key).sealing.kid).toBe(kid);
  expect(parseKeyring(newKey()).sealing.kid).not.toBe(kid);
});

test("a key without its padding is the same key", () => {
  const key = newKey();
  expect(parseKeyring(key.replace("=", "")).sealing.check).toBe(parseKeyring(key).sealing.check);
});

test("a keyring that is printed or serialised shows no key", () => {
  const bytes = randomBytes(32);
  const ring = parseKeyring(`main:${bytes.toString("base64")}`);
  const shown = `${inspect(ring, { depth: 9, showHidden: true })} ${JSON.stringify(ring)}`;
  for (const encoding of ["base64", "hex", "latin1"] as const)
    expect(shown).not.toContain(bytes.toString(encoding));
});

const twice = newKey();

test.each([
  ["nothing", "", 1],
  ["an empty entry", `${newKey()},`, 2],
  ["a key of 16 bytes", randomBytes(16).toString("base64"), 1],
  ["a key of 33 bytes", randomBytes(33).toString("base64"), 1],
  ["hexadecimal", randomBytes(32).toString("hex"), 1],
  ["a passphrase", "correct horse battery staple", 1],
  ["a typing error", `main:${newKey().replace(/^./, "*")}`, 1],
  ["a name with a blank", `${newKey()},my key:${newKey()}`, 2],
  ["no name before the colon", `:${newKey()}`, 1],
  ["one name twice", `main:${newKey()},main:${newKey()}`, 2],
  ["one key under two names", `a:${twice},b:${twice}`, 2],
])("%s is refused, naming the entry and showing none of it", (_, text, position) => {
  const refuse = (): unknown => {
    try {
      return parseKeyring(text);
    } catch (error) {
      return error;
    }
  };
  const error = refuse();
  if (!isStoreError(error)) throw new Error("It was not refused.");
  expect(error.code).toBe("masterKeyInvalid");
  expect(error.message).toMatch(new RegExp(`\\b${position}\\b`));
  expect(error.fix).toContain("MUSTER_MASTER_KEY");
  for (const part of text.split(/[,:]/).filter((piece) => piece.length > 8)) {
    expect(`${error.message} ${error.fix} ${error.stack}`).not.toContain(part.trim());
  }
});

import { expect, test } from "vitest";
import { foldKey } from "./text.ts";

test.each([
  ["Ada@Acme.test", "ada@acme.test"],
  ["ZOE\u0308@acme.test", "zo\u00eb@acme.test"],
  ["ÅSE@acme.test", "\u00e5se@acme.test"],
  ["ADA@ACME.TEST", "ada@acme.test"],
  // Small, it is one letter; capital, there are only two.
  ["J\u030c", "\u01f0"],
])("the key of %j is %j", (text, key) => {
  expect(foldKey(text)).toBe(key);
});

test("addresses that differ stay different", () => {
  const keys = ["a.b@x.test", "ab@x.test", "a+b@x.test", "a@x.test", "a@y.test", " a@x.test"].map(foldKey);
  expect(new Set(keys).size).toBe(keys.length);
});

test("a key is its own key, however its letters and marks were written", () => {
  const marks = [0x300, 0x301, 0x307, 0x308, 0x30a, 0x30c, 0x323, 0x327, 0x331, 0x342];
  const odd: string[] = [];
  for (let letter = 0x41; letter < 0x2000; letter += 1) {
    for (const mark of marks) {
      const text = String.fromCodePoint(letter, mark);
      const key = foldKey(text);
      if (foldKey(key) !== key || foldKey(text.normalize("NFD")) !== key) odd.push(text);
    }
  }
  expect(odd).toEqual([]);
});

import { expect, test } from "vitest";
import { addressEdits } from "./look-alike.ts";

test.each([
  ["ada@acme.test", "ada@acme.test", 0],
  ["jon.smith@acme.test", "john.smith@acme.test", 1],
  ["j.smith@acme.test", "j.smyth@acme.test", 1],
  ["smith.j@acme.test", "smith.jo@acme.tet", 2],
  ["j.smith@acme.test", "k.smythe@acme.test", null],
  ["ada.byron@acme.test", "ada.lovelace@acme.test", null],
  // How a directory tells namesakes apart.
  ["john.smith@acme.test", "john.smith2@acme.test", null],
  ["p1@acme.test", "p27@acme.test", null],
  ["", "abc", null],
])("%s and %s are so many edits apart, or not alike: %s", (one, other, edits) => {
  expect(addressEdits(one, other)).toBe(edits);
  expect(addressEdits(other, one)).toBe(edits);
});

import { expect, test } from "vitest";
import { sameSignature } from "./webhook.ts";

test("signatures are the same only to the last byte, whatever their lengths", () => {
  expect(sameSignature("abc123", "abc123")).toBe(true);
  expect(sameSignature("abc123", "abc124")).toBe(false);
  expect(sameSignature("abc123", "abc12")).toBe(false);
  expect(sameSignature("", "abc")).toBe(false);
});

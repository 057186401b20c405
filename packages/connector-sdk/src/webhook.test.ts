import { expect, test } from "vitest";
import { jsonIn, sameSignature } from "./webhook.ts";

test("signatures are the same only to the last byte, whatever their lengths", () => {
  expect(sameSignature("abc123", "abc123")).toBe(true);
  expect(sameSignature("abc123", "abc124")).toBe(false);
  expect(sameSignature("abc123", "abc12")).toBe(false);
  expect(sameSignature("", "abc")).toBe(false);
});

test("JSON is read from UTF-8 and from nothing else", () => {
  expect(jsonIn(Buffer.from('{"name":"Ä"}'))).toEqual({ name: "Ä" });
  expect(jsonIn(Buffer.from("null"))).toBeNull();
  for (const body of [Buffer.from("{"), Buffer.from(""), Buffer.from([0x22, 0xc4, 0x22])]) {
    expect(jsonIn(body)).toBeUndefined();
  }
});

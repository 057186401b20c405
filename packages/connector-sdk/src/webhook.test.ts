import { expect, test } from "vitest";
import { jsonIn, sameSignature } from "./webhook.ts";

test("signatures are the same only as a whole", () => {
  expect(sameSignature("abc=", "abc=")).toBe(true);
  for (const other of ["abc", "abd=", "", "abc= "]) expect(sameSignature("abc=", other)).toBe(false);
});

test("JSON is read from UTF-8 and from nothing else", () => {
  expect(jsonIn(Buffer.from('{"name":"Ä"}'))).toEqual({ name: "Ä" });
  expect(jsonIn(Buffer.from("null"))).toBeNull();
  for (const body of [Buffer.from("{"), Buffer.from(""), Buffer.from([0x22, 0xc4, 0x22])]) {
    expect(jsonIn(body)).toBeUndefined();
  }
});

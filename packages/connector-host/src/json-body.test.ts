import { expect, test } from "vitest";
import { isJsonType, parseJson } from "./json-body.ts";

test("a key that would become a prototype is dropped, however it is spelled", () => {
  const spelled = ['"__proto__"', '"\\u005f_proto__"', '"__pr\\u006Fto__"', '"__proto\\u005F_"'];
  for (const key of spelled) {
    const parsed = parseJson(`{"a":[{${key}:{"admin":true},"name":"x"}]}`);
    if (!parsed) throw new Error("it is JSON");
    const [record] = (parsed.value as { a: [object] }).a;
    expect(Object.keys(record)).toEqual(["name"]);
    expect(Object.assign({}, record)).not.toHaveProperty("admin");
  }
});

test("what is not whole JSON is nothing", () => {
  for (const text of ['{"a":', "<html>", "{a:1}", "NaN", "[1,]", ""]) expect(parseJson(text)).toBeUndefined();
  expect(parseJson("null")).toEqual({ value: null });
});

test("content types of JSON", () => {
  for (const type of ["application/json", "Application/JSON; charset=utf-8", "application/problem+json"]) {
    expect(isJsonType(type)).toBe(true);
  }
  for (const type of [undefined, "", "text/html", "text/json-like", "application/jsonp", "application/xml"]) {
    expect(isJsonType(type)).toBe(false);
  }
});

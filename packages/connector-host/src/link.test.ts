import { expect, test } from "vitest";
import { failure, withHttp } from "./testing/acme.ts";

const BASE = "http://127.0.0.1:4410/v1";

test.each([
  ["absolute", "http://127.0.0.1:4410/v1/people?cursor=a%20b&limit=2"],
  ["relative to the host", "/v1/people?cursor=a+b&limit=2"],
  ["relative to the path", "people?cursor=a%20b&limit=2"],
  ["a bare query", "?cursor=a%20b&limit=2"],
  ["on the vendor's own host", "https://north.acme.example/v1/people?cursor=a%20b&limit=2"],
])("a link that is %s gives its query", async (_, link) => {
  const read = withHttp(BASE, async (http) => http.linkQuery(link), { domain: "north" });
  expect(await read).toEqual({ cursor: "a b", limit: "2" });
});

test.each([
  "https://evil.example/v1/people?cursor=a",
  "//evil.example/people?cursor=a",
  "http://127.0.0.1:4411/v1/people?cursor=a",
  "http://127.0.0.1:4410@evil.example/?cursor=a",
  "http://north.acme.example/v1/people?cursor=a",
  "https://",
  "javascript:alert(1)",
])("the link %s leads elsewhere and is refused", async (link) => {
  const failed = await failure(withHttp(BASE, async (http) => http.linkQuery(link), { domain: "north" }));
  expect(failed).toMatchObject({ kind: "contract", code: "foreignLink" });
  expect(String(failed)).not.toContain("evil");
});

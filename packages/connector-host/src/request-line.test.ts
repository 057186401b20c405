import { expect, test } from "vitest";
import { requestLine } from "./request-line.ts";

test("the query is encoded by RFC 3986: no plus for a blank, brackets and commas encoded", () => {
  const query = {
    "page[after]": "a b+c=",
    fields: "id,name",
    note: "it's (é)*!",
    max: 3,
    all: true,
    none: undefined,
  };
  expect(requestLine("/employees", { query }).url).toBe(
    "/employees?page%5Bafter%5D=a%20b%2Bc%3D&fields=id%2Cname&note=it%27s%20%28%C3%A9%29%2A%21&max=3&all=true",
  );
  expect(requestLine("/employees", {}).url).toBe("/employees");
});

test.each([
  "",
  "employees",
  "//evil.example",
  "/\\evil.example",
  "/a?b=1",
  "/a#b",
  "/a b",
  "/a/../b",
  "/a/%2E%2e",
  "https://evil.example/",
])("the path %j is the connector's mistake", (path) => {
  expect(() => requestLine(path, {})).toThrow(expect.objectContaining({ kind: "bug", code: "badPath" }));
});

test("headers that are the host's cannot be set", () => {
  expect(requestLine("/a", { headers: { "X-Page": "1" } }).headers).toEqual({ "x-page": "1" });
  for (const name of ["Authorization", "HOST", "cookie"]) {
    expect(() => requestLine("/a", { headers: { [name]: "x" } })).toThrow(
      expect.objectContaining({ kind: "bug" }),
    );
  }
});

test("ids in a path are not shown", () => {
  expect(requestLine("/v1_2/employees/204/jobs", {}).shownPath).toBe("/v1_2/employees/:id/jobs");
  expect(requestLine("/people/mira%40acme.test", {}).shownPath).toBe("/people/:id");
});

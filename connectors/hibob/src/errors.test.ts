import type { FailedAnswer } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { translateError } from "./errors.ts";

function failed(status: number, body: unknown = null): FailedAnswer {
  return { status, headers: {}, body, path: "/people/search" };
}

test("401 blames the credentials, and says that a missing group may look the same", () => {
  const error = translateError(failed(401, { errorMessage: "Lena Brandt may not" }));
  expect(error).toMatchObject({ kind: "auth", fix: expect.stringMatching(/auth\.token.*permission group/) });
  expect(error?.message).not.toContain("Lena");
});

test("403 names the statuses and categories that the group needs", () => {
  expect(translateError(failed(403))).toMatchObject({
    kind: "permission",
    fix: expect.stringMatching(/Terminated.*Lifecycle/),
  });
});

test.each([
  [{ key: "search.filters", error: "Lena Brandt" }, "(search.filters)"],
  [{ key: "Lena Brandt", error: "x" }, "request."],
  [{ errors: { "work.title": { error: "Lena Brandt" } } }, "request."],
  [null, "request."],
])("400 with %j keeps nothing but the key", (body, end) => {
  const error = translateError(failed(400, body));
  expect(error?.kind).toBe("contract");
  expect(error?.message).toContain(end);
  expect(error?.message).not.toContain("Lena");
});

test("what heals by itself is left to the host", () => {
  for (const status of [404, 429, 500, 503]) expect(translateError(failed(status))).toBeUndefined();
});

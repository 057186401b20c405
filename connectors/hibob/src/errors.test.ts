import type { FailedAnswer } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { lifecycleWithheld, translateError } from "./errors.ts";

const NAME = "Lena Brandt";

function failed(status: number, body: unknown = null): FailedAnswer {
  return { status, headers: {}, body, path: "/people/search" };
}

test.each([[null], [{ errorMessage: `${NAME} may not` }], [{ error: NAME }]])(
  "401 with %j blames the credentials, and says that a missing group may look the same",
  (body) => {
    const error = translateError(failed(401, body));
    expect(error).toMatchObject({
      kind: "auth",
      fix: expect.stringMatching(/auth\.token.*permission group/),
    });
    expect(error?.message).not.toContain("Lena");
  },
);

test("403 names the statuses and categories that the group needs, as does a lifecycle that nobody shows", () => {
  for (const error of [translateError(failed(403, { error: NAME })), lifecycleWithheld()]) {
    expect(error).toMatchObject({ kind: "permission", fix: expect.stringMatching(/Terminated.*Lifecycle/) });
    expect(error?.message).not.toContain("Lena");
  }
});

test.each([
  ["the key", { key: "search.filters", error: NAME }, "(search.filters)"],
  ["no key that may be a name", { key: NAME, error: "x" }, "request."],
  ["the fields", { errors: { "work.title": { error: NAME, message: NAME } } }, "(work.title)"],
  ["three fields at most", { errors: { a: 1, b: 2, c: 3, d: 4 } }, "(a, b, c)"],
  ["no field that may be a name", { errors: { [NAME]: { error: "x" } } }, "request."],
  ["nothing of a page or of nothing", null, "request."],
])("400 keeps %s and none of the text", (_, body, end) => {
  const error = translateError(failed(400, body));
  expect(error).toMatchObject({ kind: "contract", code: "refusedRequest", status: 400 });
  expect(error?.message).toContain(end);
  expect(error?.message).not.toContain("Lena");
});

test.each([
  [404, {}],
  [404, null],
  [429, null],
  [500, null],
  [503, { error: "x" }],
])("%i with %j has the meaning that it has everywhere, which is the host's to tell", (status, body) => {
  expect(translateError(failed(status, body))).toBeUndefined();
});

import type { FailedAnswer } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { isRecordNotFound, missingScope, translateError } from "./errors.ts";

const NAME = "Ines Falk";

function failed(status: number, body: unknown, headers: FailedAnswer["headers"] = {}): FailedAnswer {
  return { status, headers, body, path: "/workers/" };
}

test.each(["error", "message", "detail"])("a missing scope is found in %s and told by its name", (key) => {
  const body = { ok: false, [key]: "Insufficient oauth scopes to access employment-type" };
  expect(missingScope(body)).toBe("employment-type");
  expect(translateError(failed(403, body))).toMatchObject({
    kind: "permission",
    code: "forbidden",
    message: expect.stringContaining("employment-types.read"),
  });
});

test.each(["custom-field", "custom-fields", "worker-custom-field", "workers.custom-fields"])(
  "the scope of own fields may be missing under the name %s",
  (resource) => {
    expect(missingScope({ error: `Insufficient oauth scopes to access ${resource}` })).toBe("custom-field");
  },
);

test("text that no document knows is not repeated: it may name a person", () => {
  const said = `${NAME} has insufficient scopes to access ines-falk`;
  for (const body of [{ error: said }, said, null, [said]]) {
    expect(missingScope(body)).toBeUndefined();
    for (const status of [400, 403, 422]) {
      expect(translateError(failed(status, body))?.message).not.toMatch(/ines/i);
    }
  }
});

test.each([
  [400, { detail: `Unknown field for ${NAME}` }],
  [400, null],
  [422, { message: NAME }],
])("%i says that the connector asks for something wrong", (status, body) => {
  expect(translateError(failed(status, body))).toMatchObject({
    kind: "contract",
    code: "refusedRequest",
    status,
  });
});

test("a refusal names the request for Rippling's support, unless the header holds something else", () => {
  const id = "Root=1-67891233-abcdef012345678912345678";
  for (const status of [400, 403]) {
    const told = (value: string) =>
      translateError(failed(status, {}, { "x-rippling-request-id": value }))?.message;
    expect(told(id)).toContain(id);
    expect(told(NAME)).not.toContain(NAME);
  }
});

test.each([
  [401, { ok: false, error: "Incorrect authentication credentials." }],
  [404, null],
  [404, { error: "Not found." }],
  [429, null],
  [429, { error: "Too many requests" }],
  [500, null],
  [503, null],
])("%i with %j has the meaning that it has everywhere, which is the host's to tell", (status, body) => {
  expect(translateError(failed(status, body))).toBeUndefined();
});

test("only the API's own words say that there is no such record", () => {
  expect(isRecordNotFound({ detail: "Not found." })).toBe(true);
  expect(isRecordNotFound({ error: "The worker does not exist" })).toBe(true);
  for (const body of [null, "Not Found!", { error: "no route" }, {}])
    expect(isRecordNotFound(body)).toBe(false);
});

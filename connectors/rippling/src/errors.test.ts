import { expect, test } from "vitest";
import { forbidden, missingScope } from "./errors.ts";

test.each(["error", "message", "detail"])("a missing scope is found in %s and told by its name", (key) => {
  const body = { ok: false, [key]: "Insufficient oauth scopes to access employment-type" };
  expect(missingScope(body)).toBe("employment-type");
  expect(forbidden(body)).toMatchObject({
    kind: "permission",
    message: expect.stringContaining("employment-types.read"),
  });
});

test("text that no document knows is not repeated: it may name a person", () => {
  const said = "Ines Falk has insufficient scopes to access ines-falk";
  for (const body of [{ error: said }, said, null, [said]]) {
    expect(missingScope(body)).toBeUndefined();
    expect(forbidden(body).message).not.toMatch(/ines/i);
  }
});

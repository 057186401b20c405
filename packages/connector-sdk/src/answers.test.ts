import { z } from "zod";
import { expect, test } from "vitest";
import { isPathId, lookOf, storedPosition, unclearLook, unexpectedAnswer } from "./answers.ts";
import { restartsRead } from "./errors.ts";
import { readRow } from "./rows.ts";

test.each(["65aa10c2d4e1f20b3c7a9002", "3421987654321098765", "00123", "a_b-c"])(
  "%s may stand in a path",
  (id) => {
    expect(isPathId(id)).toBe(true);
  },
);

test.each(["", ".", "..", "a/b", "a%2fb", "a?b", "lena@acme.test", "-a", "a b", "a\n", "ä"])(
  "%j may not stand in a path",
  (id) => {
    expect(isPathId(id)).toBe(false);
  },
);

test("a position is given back as its schema reads it, and one that it cannot read starts the read over", () => {
  const schema = z.object({ after: z.string() });
  expect(storedPosition("Acme", schema, { after: "7", more: 1 })).toEqual({ after: "7" });
  let caught: unknown;
  try {
    storedPosition("Acme", schema, { page: 2 });
  } catch (error) {
    caught = error;
  }
  expect(restartsRead(caught)).toBe(true);
});

test("an unexpected answer and an unclear look are errors of the vendor's form, which no retry heals", () => {
  const cause = new Error("inner");
  expect(unexpectedAnswer("Acme", "badList", "its list has no end", cause)).toMatchObject({
    kind: "contract",
    code: "badList",
    message: "Acme cannot be read: its list has no end.",
    retryable: false,
    cause,
  });
  expect(unclearLook("Acme", "it answered with another person")).toMatchObject({
    kind: "contract",
    code: "unclearLook",
    retryable: false,
  });
});

test("a look finds whom it asked for; another person, or a row that cannot be read, says nothing", () => {
  const row = readRow({ externalId: "7", vendorStatus: "active", startDate: null, endDate: null }, {});
  expect(lookOf("Acme", "7", row)).toMatchObject({ found: true, record: { externalId: "7" } });
  const unclear = expect.objectContaining({ code: "unclearLook" });
  expect(() => lookOf("Acme", "8", row)).toThrow(unclear);
  const rejected = { externalId: "7", path: "email", issue: "is not text" };
  expect(() => lookOf("Acme", "7", { rejected })).toThrow(unclear);
});

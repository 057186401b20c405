import { z } from "zod";
import { expect, test } from "vitest";
import { dayOf, dayValue, idValue, numberValue, rejectedBy, samplesOf, textValue } from "./values.ts";

test.each([
  ["00123", "00123"],
  [123, "123"],
  [0, "0"],
])("the id %j is kept as text", (raw, id) => {
  expect(idValue.parse(raw)).toBe(id);
});

test.each([[2 ** 53], [1.5], [-1], [""], ["  "], [null], [undefined], [true], [{}]])("%j is no id", (raw) => {
  expect(idValue.safeParse(raw).success).toBe(false);
});

test("what is blank is empty, what is absent was not returned, and leading zeros stay", () => {
  for (const schema of [textValue, numberValue, dayValue]) {
    expect([" ", null, undefined].map((raw) => schema.parse(raw))).toEqual([null, null, undefined]);
  }
  expect(numberValue.parse("0042")).toBe("0042");
  expect(textValue.parse(" Ines ")).toBe(" Ines ");
});

test("a day is an existing one", () => {
  expect(dayOf(dayValue.parse("2024-02-29"))).toBe("2024-02-29");
  for (const raw of ["2026-02-29", "04/03/2024", "2026-01-01T00:00:00Z", 7]) {
    expect(dayValue.safeParse(raw).success).toBe(false);
  }
  expect([null, undefined, 7].map(dayOf)).toEqual([null, undefined, undefined]);
});

test("a record is turned away by the place and the issue, never by the value", () => {
  const { error } = z.object({ name: textValue }).safeParse({ name: ["Ines Falk"] });
  expect(rejectedBy(error, "7")).toEqual({ externalId: "7", path: "name", issue: "is not text" });
  expect(rejectedBy(undefined)).toEqual({ path: "", issue: "cannot be read" });
});

test("samples are different, filled and few", () => {
  expect(samplesOf([null, "a", undefined, "a", "", 0, false, "b"])).toEqual(["a", 0, false]);
});

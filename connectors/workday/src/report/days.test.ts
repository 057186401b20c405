import { expect, test } from "vitest";
import { dayIn } from "./days.ts";

test.each(["iso", "mdy", "dmy"] as const)("an ISO day is plain whatever the format (%s)", (format) => {
  expect(dayIn("2026-07-02", format)).toBe("2026-07-02");
  expect(dayIn("2026-07-02-07:00", format)).toBe("2026-07-02");
});

test("the tenant's format says what comes first", () => {
  expect(dayIn("10/05/2020", "mdy")).toBe("2020-10-05");
  expect(dayIn("10/05/2020", "dmy")).toBe("2020-05-10");
  expect(dayIn("5.10.2020", "dmy")).toBe("2020-10-05");
});

test.each([
  ["10/05/2020", "iso"],
  ["25/12/2020", "mdy"],
  ["12/25/2020", "dmy"],
  ["2026-02-30", "iso"],
  ["10/05/20", "mdy"],
  ["soon", "dmy"],
] as const)("%s is no day of the format %s, and is not guessed at", (text, format) => {
  expect(dayIn(text, format)).toBeUndefined();
});

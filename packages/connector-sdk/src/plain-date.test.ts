import { describe, expect, test } from "vitest";
import { isPlainDate, plainDate } from "./plain-date.ts";

describe("a plain date", () => {
  test.each(["2026-02-28", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-04-30"])(
    "is an existing day: %s",
    (text) => {
      expect(isPlainDate(text)).toBe(true);
      expect(plainDate(text)).toBe(text);
    },
  );

  test.each([
    ["a day that the year does not have", "2026-02-29"],
    ["29 February of a century", "1900-02-29"],
    ["31 April", "2026-04-31"],
    ["month 13", "2026-13-01"],
    ["month 0", "2026-00-10"],
    ["day 0", "2026-01-00"],
    ["year 0, a vendor's way to say none", "0000-00-00"],
    ["an instant", "2026-01-01T00:00:00Z"],
    ["one digit", "2026-1-1"],
    ["another order", "01/02/2026"],
    ["spaces around", " 2026-01-01"],
    ["a line break behind", "2026-01-01\n"],
    ["digits of another script", "٢٠٢٦-٠١-٠١"],
    ["nothing", ""],
  ])("is not %s", (_, text) => {
    expect(isPlainDate(text)).toBe(false);
    expect(() => plainDate(text)).toThrow(RangeError);
  });

  test("does not repeat in its error what may be somebody's birthday", () => {
    expect(() => plainDate("1980-02-31")).toThrow(/^not a calendar day of the form YYYY-MM-DD$/);
  });
});

import { expect, test } from "vitest";
import { instant } from "./arguments.ts";

test("a time is taken in any zone and given in UTC, as exact as it was", () => {
  expect(instant("2026-03-01")).toBe("2026-03-01T00:00:00.000Z");
  expect(instant("2026-03-01T09:00:00Z")).toBe("2026-03-01T09:00:00Z");
  expect(instant("2026-03-01T09:00:00.123456Z")).toBe("2026-03-01T09:00:00.123456Z");
  expect(instant("2026-03-01T09:00:00+02:00")).toBe("2026-03-01T07:00:00.000Z");
});

test.each(["yesterday", "2026-02-30", "2026-03-01T09:00", "2026-03-01T25:00:00Z", "1", ""])(
  "%j is no time",
  (text) => {
    expect(() => instant(text)).toThrow("It is no time");
  },
);

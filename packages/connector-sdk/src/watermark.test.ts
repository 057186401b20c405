import { expect, test } from "vitest";
import { needsFullRead } from "./errors.ts";
import { instantOf, watermarkBefore } from "./watermark.ts";

test("a watermark is earlier than the read by the overlap, over midnight too", () => {
  expect(watermarkBefore(new Date("2026-03-01T00:30:00Z"), 3_600)).toBe("2026-02-28T23:30:00.000Z");
});

test.each([
  ["2026-10-05", "2026-10-05T00:00:00.000Z"],
  ["2026-10-05T14:00:00+02:00", "2026-10-05T12:00:00.000Z"],
  ["2026-10-05T12:00:00.5Z", "2026-10-05T12:00:00.500Z"],
])("%s is an instant in UTC", (watermark, instant) => {
  expect(instantOf(watermark, "Acme")).toBe(instant);
});

test("what is no instant asks for a full read", () => {
  let caught: unknown;
  try {
    instantOf("yesterday", "Acme");
  } catch (error) {
    caught = error;
  }
  expect(needsFullRead(caught)).toBe(true);
});

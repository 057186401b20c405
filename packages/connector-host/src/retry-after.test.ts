import { expect, test } from "vitest";
import { askedPauseMs, retryAfterMs } from "./retry-after.ts";

const NOW = Date.parse("2026-10-21T07:28:00Z");
const WEEK = 7 * 86_400_000;

test.each([
  ["0", 0],
  ["7", 7_000],
  [" 1.5 ", 1_500],
  ["86400", 86_400_000],
  ["99999999999999999999", WEEK],
  ["Wed, 21 Oct 2026 07:28:30 GMT", 30_000],
  ["Wednesday, 21-Oct-26 07:28:30 GMT", 30_000],
  ["Wed Oct 21 07:28:30 2026", 30_000],
  ["Wed, 21 Oct 2026 07:00:00 GMT", 0],
  ["Fri, 31 Dec 9999 23:59:59 GMT", WEEK],
  ["-5", undefined],
  ["", undefined],
  ["soon", undefined],
  ["Wed, 99 Foo 2026 07:28:30 GMT", undefined],
  ["1e3", undefined],
  ["NaN", undefined],
])("Retry-After %j is %j ms", (value, expected) => {
  expect(retryAfterMs({ "retry-after": value }, NOW)).toBe(expected);
});

test("a date is measured from the answer's own clock", () => {
  const headers = { "retry-after": "Wed, 21 Oct 2026 09:00:10 GMT", date: "Wed, 21 Oct 2026 09:00:00 GMT" };
  expect(retryAfterMs(headers, NOW)).toBe(10_000);
});

test("no header, no wish", () => {
  expect(retryAfterMs({}, NOW)).toBeUndefined();
});

const inSeconds = (seconds: number): string => String(NOW / 1000 + seconds);

test.each([
  [{ "x-reset": inSeconds(12) }, 12_000],
  [{ "x-reset": inSeconds(-3) }, 0],
  [{ "x-reset": inSeconds(12), "retry-after": "2" }, 2_000],
  [{ "x-reset": inSeconds(12), "retry-after": "soon" }, 12_000],
  [{ "x-reset": inSeconds(12), date: "Wed, 21 Oct 2026 07:28:10 GMT" }, 2_000],
  [{ "x-reset": "30" }, undefined],
  [{ "x-reset": "soon" }, undefined],
  [{}, undefined],
])("with a header that tells when there is room again, %j is %j ms", (headers, expected) => {
  expect(askedPauseMs(headers, NOW, "x-reset")).toBe(expected);
});

test("a header that the connector does not declare asks for nothing", () => {
  expect(askedPauseMs({ "x-reset": inSeconds(12) }, NOW)).toBeUndefined();
});

import { expect, test } from "vitest";
import { dayIn } from "./calendar.ts";

test.each([
  // Clocks go forward at 02:00 and back at 03:00.
  ["Europe/Berlin", "2026-03-28T22:59:59.999Z", "2026-03-28"],
  ["Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29"],
  ["Europe/Berlin", "2026-03-29T21:59:59.999Z", "2026-03-29"],
  ["Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30"],
  ["Europe/Berlin", "2026-10-24T22:00:00Z", "2026-10-25"],
  ["Europe/Berlin", "2026-10-25T22:59:59.999Z", "2026-10-25"],
  ["Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26"],
  ["America/New_York", "2026-03-08T04:59:59Z", "2026-03-07"],
  ["America/New_York", "2026-03-09T03:59:59Z", "2026-03-08"],
  ["America/New_York", "2026-03-09T04:00:00Z", "2026-03-09"],
  ["America/New_York", "2026-11-02T04:59:59Z", "2026-11-01"],
  ["America/New_York", "2026-11-02T05:00:00Z", "2026-11-02"],
  // Clocks go forward at midnight: the day begins at 01:00.
  ["Africa/Cairo", "2026-04-23T21:59:59Z", "2026-04-23"],
  ["Africa/Cairo", "2026-04-23T22:00:00Z", "2026-04-24"],
  // Across the date line a whole day is missing.
  ["Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"],
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"],
  // Offsets that are no whole hours.
  ["Asia/Kathmandu", "2026-02-28T18:14:59Z", "2026-02-28"],
  ["Asia/Kathmandu", "2026-02-28T18:15:00Z", "2026-03-01"],
  ["Asia/Kathmandu", "2024-02-28T18:15:00Z", "2024-02-29"],
  ["UTC", "2026-12-31T23:59:59.999Z", "2026-12-31"],
])("in %s it is at %s the %s", (zone, instant, day) => {
  expect(dayIn(zone, new Date(instant))).toBe(day);
});

test("a zone that does not exist is an error and not some other day", () => {
  expect(() => dayIn("Europe/Atlantis", new Date(0))).toThrow(RangeError);
});

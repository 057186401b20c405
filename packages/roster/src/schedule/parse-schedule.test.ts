import { describe, expect, test } from "vitest";
import { parseSchedule } from "./parse-schedule.ts";
import { dailySchedule } from "./schedule.ts";
import { scheduleWords, timesInWords } from "./schedule-words.ts";

test.each([
  ["hourly", "0 * * * *", "hourly"],
  ["every 1 hour", "0 * * * *", "hourly"],
  ["Every 6 Hours", "0 */6 * * *", "every 6 hours"],
  ["every 5h", "every 5 hours", "every 5 hours"],
  ["daily at 6:05", "5 6 * * *", "daily at 06:05"],
  ["every day at 23:59", "59 23 * * *", "daily at 23:59"],
  ["weekly on Monday at 09:00", "0 9 * * 1", "weekly on Monday at 09:00"],
  [" every  sun  at 00:00 ", "0 0 * * 0", "weekly on Sunday at 00:00"],
  ["30 6 * * 1-5", "30 6 * * 1-5", "cron 30 6 * * 1-5"],
  ["17 3 * * *", "17 3 * * *", "daily at 03:17"],
])("%s is read, and said again in words", (text, schedule, words) => {
  expect(parseSchedule(text, "seed")).toEqual({ ok: true, schedule });
  expect(scheduleWords(schedule)).toBe(words);
});

test("daily alone is the default of the integration", () => {
  expect(parseSchedule("daily", "1/hr")).toEqual({ ok: true, schedule: dailySchedule("1/hr") });
});

test.each([
  ["at noon", "none of the forms"],
  ["", "none of the forms"],
  ["every 0 hours", "1 to 23"],
  ["every 24 hours", "1 to 23"],
  ["daily at 24:00", "no time of a day"],
  ["daily at 12:60", "no time of a day"],
  ["weekly on funday at 09:00", "no day of the week"],
  ["weekly on mo at 09:00", "no day of the week"],
  ["* * * * * *", "five fields"],
  ["61 * * * *", "cannot be read"],
  ["0 3 31 2 *", "never falls due"],
])("%s is refused: %s", (text, issue) => {
  expect(parseSchedule(text, "seed")).toEqual({ ok: false, issue: expect.stringContaining(issue) });
});

describe("times in words", () => {
  const words = (zone: string, now: string, ...times: string[]): string[] =>
    timesInWords(
      times.map((time) => new Date(time)),
      zone,
      new Date(now),
    );

  test("are by the days of the zone", () => {
    const times = ["2026-03-02T22:30Z", "2026-03-02T23:30Z", "2026-03-04T02:17Z", "2027-01-01T02:17Z"];
    expect(words("Europe/Berlin", "2026-03-02T12:00Z", ...times)).toEqual([
      "today at 23:30",
      "tomorrow at 00:30",
      "Wednesday 4 March at 03:17",
      "Friday 1 January 2027 at 03:17",
    ]);
  });

  test("tell the two same hours of an autumn night apart", () => {
    const night = words("Europe/Berlin", "2026-10-24T12:00Z", "2026-10-25T00:00Z", "2026-10-25T01:00Z");
    expect(night).toEqual(["tomorrow at 02:00 (UTC+2)", "tomorrow at 02:00 (UTC+1)"]);
  });
});

import { plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import {
  dailySchedule,
  type DueFacts,
  dueMode,
  jitterMs,
  nextRunAt,
  nextRunsAt,
  periodMs,
} from "./schedule.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The next stated times in the zone's own clock, `2026-03-29 03:17`, and in UTC, without what one integration adds. */
function stated(schedule: string, timeZone: string, after: string, count: number): string[] {
  const of = { id: 7, schedule, timeZone };
  return nextRunsAt(of, new Date(Date.parse(after) + jitterMs(of)), count).map((time) => {
    const at = new Date(time.getTime() - jitterMs(of));
    return `${at.toLocaleString("sv", { timeZone }).slice(5, 16)} = ${at.toISOString().slice(5, 16)}Z`;
  });
}

describe("the nights in which the clocks change", () => {
  test.each([
    // No such hour: as soon as there is a time again.
    [
      "daily, in the gap",
      "17 2 * * *",
      "Europe/Berlin",
      "2026-03-28T12:00Z",
      "03-29 03:00 = 03-29T01:00Z",
      "03-30 02:17 = 03-30T00:17Z",
    ],
    [
      "daily, after the gap",
      "17 3 * * *",
      "Europe/Berlin",
      "2026-03-28T12:00Z",
      "03-29 03:17 = 03-29T01:17Z",
      "03-30 03:17 = 03-30T01:17Z",
    ],
    [
      "daily, in the gap of New York",
      "30 2 * * *",
      "America/New_York",
      "2026-03-07T12:00Z",
      "03-08 03:00 = 03-08T07:00Z",
      "03-09 02:30 = 03-09T06:30Z",
    ],
    // The hour comes twice: at its first time only.
    [
      "daily, in the overlap",
      "30 2 * * *",
      "Europe/Berlin",
      "2026-10-24T12:00Z",
      "10-25 02:30 = 10-25T00:30Z",
      "10-26 02:30 = 10-26T01:30Z",
    ],
    [
      "daily, asked between the two",
      "30 2 * * *",
      "Europe/Berlin",
      "2026-10-25T01:00Z",
      "10-26 02:30 = 10-26T01:30Z",
      "10-27 02:30 = 10-27T01:30Z",
    ],
    [
      "daily, in the overlap of New York",
      "30 1 * * *",
      "America/New_York",
      "2026-10-31T12:00Z",
      "11-01 01:30 = 11-01T05:30Z",
      "11-02 01:30 = 11-02T06:30Z",
    ],
    // Half an hour: Lord Howe.
    [
      "half an hour's gap",
      "15 2 * * *",
      "Australia/Lord_Howe",
      "2026-10-03T02:00Z",
      "10-04 02:30 = 10-03T15:30Z",
      "10-05 02:15 = 10-04T15:15Z",
    ],
    [
      "half an hour's overlap",
      "45 1 * * *",
      "Australia/Lord_Howe",
      "2026-04-04T02:00Z",
      "04-05 01:45 = 04-04T14:45Z",
      "04-06 01:45 = 04-05T15:15Z",
    ],
    // The clocks change at midnight: the day begins at one, or an hour of the day before comes twice.
    [
      "a day without midnight, Cairo",
      "0 0 * * *",
      "Africa/Cairo",
      "2026-04-23T12:00Z",
      "04-24 01:00 = 04-23T22:00Z",
      "04-25 00:00 = 04-24T21:00Z",
    ],
    [
      "the last hour of a day twice, Cairo",
      "30 23 * * *",
      "Africa/Cairo",
      "2026-10-29T12:00Z",
      "10-29 23:30 = 10-29T20:30Z",
      "10-30 23:30 = 10-30T21:30Z",
    ],
    [
      "a day without midnight, Santiago",
      "0 0 * * *",
      "America/Santiago",
      "2026-09-05T12:00Z",
      "09-06 01:00 = 09-06T04:00Z",
      "09-07 00:00 = 09-07T03:00Z",
    ],
    [
      "weekly on a day without midnight",
      "30 0 * * 5",
      "Africa/Cairo",
      "2026-04-20T12:00Z",
      "04-24 01:00 = 04-23T22:00Z",
      "05-01 00:30 = 04-30T21:30Z",
    ],
    // Samoa had no 30 December 2011.
    [
      "a day that never was",
      "0 3 * * *",
      "Pacific/Apia",
      "2011-12-29T12:00Z",
      "12-29 03:00 = 12-29T13:00Z",
      "12-31 03:00 = 12-30T13:00Z",
    ],
    // Hours of the clock: one is missing, or one comes twice.
    [
      "hourly, in the gap",
      "0 * * * *",
      "Europe/Berlin",
      "2026-03-29T00:00Z",
      "03-29 03:00 = 03-29T01:00Z",
      "03-29 04:00 = 03-29T02:00Z",
    ],
    [
      "hourly, in the overlap",
      "0 * * * *",
      "Europe/Berlin",
      "2026-10-25T00:00Z",
      "10-25 02:00 = 10-25T01:00Z",
      "10-25 03:00 = 10-25T02:00Z",
    ],
    [
      "every 6 hours, spring",
      "0 */6 * * *",
      "Europe/Berlin",
      "2026-03-28T23:00Z",
      "03-29 06:00 = 03-29T04:00Z",
      "03-29 12:00 = 03-29T10:00Z",
    ],
    [
      "every 6 hours, autumn",
      "0 */6 * * *",
      "Europe/Berlin",
      "2026-10-24T22:00Z",
      "10-25 06:00 = 10-25T05:00Z",
      "10-25 12:00 = 10-25T11:00Z",
    ],
    // Counted through: the same whatever the clocks do.
    [
      "every 5 hours, autumn",
      "every 5 hours",
      "Europe/Berlin",
      "2026-10-24T21:00Z",
      "10-25 02:00 = 10-25T01:00Z",
      "10-25 07:00 = 10-25T06:00Z",
    ],
  ])("%s", (_, schedule, zone, after, first, second) => {
    expect(stated(schedule, zone, after, 2)).toEqual([first, second]);
  });

  test.each([
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "UTC",
  ])("every day of a year gets one run in %s", (timeZone) => {
    const of = { id: 3, schedule: dailySchedule("1/BambooHR"), timeZone };
    const times = nextRunsAt(of, new Date("2025-12-31T15:00Z"), 365);
    const days = times.map((time) => time.toLocaleString("sv", { timeZone }).slice(0, 10));
    expect(new Set(days).size).toBe(365);
  });
});

describe("the time that an integration adds", () => {
  test("is the same whenever it is asked, and never before the stated time", () => {
    const of = { id: 12, schedule: "17 3 * * *", timeZone: "UTC" };
    const first = nextRunAt(of, new Date("2026-03-02T00:00:00Z"));
    const jitter = (first?.getTime() ?? 0) - Date.parse("2026-03-02T03:17:00Z");
    expect(jitter).toBeGreaterThan(0);
    expect(jitter).toBe(jitterMs(of));
    expect(nextRunAt(of, new Date("2026-03-02T03:17:00Z"))).toEqual(first);
    expect(nextRunAt(of, new Date((first?.getTime() ?? 0) - 1))).toEqual(first);
  });

  test("never makes a tick queue again what it just queued", () => {
    const of = { id: 12, schedule: "17 3 * * *", timeZone: "UTC" };
    const first = nextRunAt(of, new Date("2026-03-02T00:00:00Z")) ?? new Date(0);
    expect(nextRunAt(of, first)).toEqual(new Date(first.getTime() + DAY_MS));
  });

  test.each([
    ["17 3 * * *", 10],
    ["0 9 * * 1", 10],
    ["0 * * * *", 6],
    ["*/5 * * * *", 0.5],
    ["every 5 hours", 10],
  ])("is small beside the period of %s, and spreads a thousand integrations", (schedule, minutes) => {
    const jitters = Array.from({ length: 1_000 }, (_, id) => jitterMs({ id, schedule }) / MINUTE_MS);
    expect(Math.max(...jitters)).toBeLessThan(minutes);
    expect(Math.min(...jitters)).toBeGreaterThanOrEqual(0);
    const tenths = Array.from({ length: 10 }, (_, tenth) =>
      jitters.filter((jitter) => Math.floor((jitter / minutes) * 10) === tenth),
    );
    for (const tenth of tenths) {
      expect(tenth.length).toBeGreaterThan(60);
      expect(tenth.length).toBeLessThan(150);
    }
  });
});

describe("the default schedule", () => {
  test("is the same for the same integration, and spreads many over the hour", () => {
    expect(dailySchedule("1/BambooHR")).toBe(dailySchedule("1/BambooHR"));
    const minutes = new Map<number, number>();
    for (let org = 1; org <= 3_000; org += 1) {
      const [, minute] = /^(\d{1,2}) 3 \* \* \*$/.exec(dailySchedule(`${org}/BambooHR`)) ?? [];
      minutes.set(Number(minute), (minutes.get(Number(minute)) ?? 0) + 1);
    }
    expect([...minutes.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    // 50 each on average.
    expect(Math.max(...minutes.values())).toBeLessThan(90);
    expect(Math.min(...minutes.values())).toBeGreaterThan(20);
  });
});

test("a schedule that never falls due has no next time", () => {
  const of = { id: 1, schedule: "0 3 31 2 *", timeZone: "UTC" };
  expect(nextRunAt(of, new Date("2026-03-02T00:00:00Z"))).toBeNull();
});

test("the period of a schedule is its shortest gap", () => {
  expect(periodMs("0 9 * * 1-5")).toBe(DAY_MS);
  expect(periodMs("0 9 * * 1")).toBe(7 * DAY_MS);
  expect(periodMs("0 0,23 * * *")).toBe(3_600_000);
  expect(periodMs("every 5 hours")).toBe(5 * 3_600_000);
});

describe("a run that is due", () => {
  const hourly: DueFacts = {
    schedule: "0 * * * *",
    zone: "America/New_York",
    now: new Date("2026-03-09T20:00:00Z"),
    lastFullDay: plainDate("2026-03-09"),
    tellsChanges: true,
  };

  test("reads what changed between the full reads of two days", () => {
    expect(dueMode(hourly)).toBe("changes");
    expect(dueMode({ ...hourly, schedule: "0 0,23 * * *" })).toBe("changes");
    expect(dueMode({ ...hourly, schedule: "0 6,18 * * *" })).toBe("changes");
    expect(dueMode({ ...hourly, schedule: "every 5 hours" })).toBe("changes");
  });

  test("reads everybody once the organization's day is over, not the clock's", () => {
    expect(dueMode({ ...hourly, now: new Date("2026-03-10T03:00:00Z") })).toBe("changes");
    expect(dueMode({ ...hourly, now: new Date("2026-03-10T04:00:00Z") })).toBe("full");
    expect(dueMode({ ...hourly, lastFullDay: null })).toBe("full");
  });

  test("reads everybody where the vendor tells no changes, or where it is due daily or less", () => {
    expect(dueMode({ ...hourly, tellsChanges: false })).toBe("full");
    for (const schedule of ["30 3 * * *", "0 9 * * 1", "0 9 1 * *"]) {
      expect(dueMode({ ...hourly, schedule, now: new Date("2026-03-09T12:00Z") })).toBe("full");
    }
  });
});

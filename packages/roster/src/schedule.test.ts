import { plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { dailySchedule, type DueFacts, dueMode, nextRunAt } from "./schedule.ts";

const DAY_MS = 86_400_000;

/** The next times in the zone's own clock, `2026-03-29 03:17:00`. */
function nextTimes(schedule: string, zone: string, after: string, count: number): string[] {
  const times: string[] = [];
  let at = new Date(after);
  for (let index = 0; index < count; index += 1) {
    const next = nextRunAt(schedule, zone, at);
    if (!next) break;
    times.push(next.toLocaleString("sv", { timeZone: zone }));
    at = next;
  }
  return times;
}

describe("a daily schedule", () => {
  test.each([
    ["Europe/Berlin, spring", "Europe/Berlin", "2026-03-28T12:00Z", ["29", "30", "31"], "2026-03", "03:17"],
    ["Europe/Berlin, autumn", "Europe/Berlin", "2026-10-24T12:00Z", ["25", "26", "27"], "2026-10", "03:17"],
    ["New York, spring", "America/New_York", "2026-03-07T12:00Z", ["08", "09", "10"], "2026-03", "03:17"],
    ["New York, autumn", "America/New_York", "2026-10-31T12:00Z", ["01", "02", "03"], "2026-11", "03:17"],
    // There 03:17 comes twice.
    ["Helsinki, autumn", "Europe/Helsinki", "2026-10-24T12:00Z", ["25", "26", "27"], "2026-10", "03:17"],
  ])("runs once in each night, at the same time: %s", (_, zone, after, days, month, time) => {
    expect(nextTimes("17 3 * * *", zone, after, 3)).toEqual(days.map((day) => `${month}-${day} ${time}:00`));
  });

  test("runs as soon as there is a time again in a night that has no such hour", () => {
    expect(nextTimes("17 3 * * *", "Europe/Helsinki", "2026-03-28T12:00Z", 2)).toEqual([
      "2026-03-29 04:00:00",
      "2026-03-30 03:17:00",
    ]);
  });

  test.each([
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "UTC",
  ])("gives every day of a year one run in %s", (zone) => {
    const schedule = dailySchedule("1/BambooHR");
    const days = nextTimes(schedule, zone, "2025-12-31T12:00Z", 365).map((time) => time.slice(0, 10));
    expect(new Set(days).size).toBe(365);
    expect(days.at(-1)).toBe("2026-12-31");
  });

  test("is after the instant, never at it: a tick does not queue the run that it just queued", () => {
    const at = new Date("2026-03-02T03:17:00Z");
    expect(nextRunAt("17 3 * * *", "UTC", at)).toEqual(new Date(at.getTime() + DAY_MS));
    expect(nextRunAt("17 3 * * *", "UTC", new Date(at.getTime() - 1))).toEqual(at);
  });

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
  expect(nextRunAt("0 3 31 2 *", "UTC", new Date("2026-03-02T00:00:00Z"))).toBeNull();
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
  });

  test("reads everybody once the organization's day is over, not the clock's", () => {
    expect(dueMode({ ...hourly, now: new Date("2026-03-10T03:00:00Z") })).toBe("changes");
    expect(dueMode({ ...hourly, now: new Date("2026-03-10T04:00:00Z") })).toBe("full");
    expect(dueMode({ ...hourly, lastFullDay: null })).toBe("full");
  });

  test("reads everybody where the vendor tells no changes, or where it is due daily or less", () => {
    expect(dueMode({ ...hourly, tellsChanges: false })).toBe("full");
    for (const schedule of ["30 3 * * *", "0 9 * * 1", "0 9 1 * *"]) {
      for (const zone of ["America/New_York", "Europe/Helsinki"]) {
        // The nights in which their clocks change among them.
        for (const day of [
          "2026-03-07",
          "2026-03-08",
          "2026-03-28",
          "2026-03-29",
          "2026-10-24",
          "2026-11-01",
        ]) {
          const due = {
            ...hourly,
            schedule,
            zone,
            now: new Date(`${day}T12:00Z`),
            lastFullDay: plainDate(day),
          };
          expect(dueMode(due)).toBe("full");
        }
      }
    }
  });
});

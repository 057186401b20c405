import { plainDate, type SourceRecord, type VendorStatus } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { dayIn } from "./calendar.ts";
import type { Employment } from "./employee.ts";
import { decideEmployment } from "./employment.ts";

type Facts = Pick<SourceRecord, "vendorStatus" | "startDate" | "endDate">;

const TODAY = plainDate("2026-03-02");
const FLAGS: readonly VendorStatus[] = ["active", "onLeave", "preStart", "terminated", "unknown", null];
const BEFORE = "2026-03-01";
const AFTER = "2026-03-03";
/** Days around today, an empty one and one that was not returned. */
const DAYS = ["2020-01-06", BEFORE, TODAY, AFTER, "2031-01-06", null, undefined] as const;

type Day = string | null | undefined;

function facts(vendorStatus: VendorStatus, startDate: Day, endDate: Day): Facts {
  return {
    vendorStatus,
    ...(startDate !== undefined && { startDate: startDate === null ? null : plainDate(startDate) }),
    ...(endDate !== undefined && { endDate: endDate === null ? null : plainDate(endDate) }),
  };
}

describe("employment, rule by rule, each before all that follow", () => {
  test("a start in the future is a pre-start, whatever flag and end say", () => {
    for (const flag of FLAGS) {
      for (const end of DAYS) {
        expect(decideEmployment(facts(flag, AFTER, end), TODAY)).toBe("preStart");
        expect(decideEmployment(facts(flag, "2031-01-06", end), TODAY)).toBe("preStart");
      }
    }
  });

  test("a flag that says terminated is believed at once, whatever the dates say", () => {
    for (const start of ["2020-01-06", BEFORE, TODAY, null, undefined] as const) {
      for (const end of DAYS)
        expect(decideEmployment(facts("terminated", start, end), TODAY)).toBe("terminated");
    }
  });

  // flag, start, end → employment
  test.each<[VendorStatus, Day, Day, Employment]>([
    [null, "2026-01-01", "2025-12-31", "active"],
    [null, "2025-12-31", "2025-12-31", "terminated"],
    [null, "2020-01-06", BEFORE, "terminated"],
    ["active", "2026-01-01", "2025-12-31", "active"],
    ["active", BEFORE, "2025-12-31", "active"],
    ["active", TODAY, BEFORE, "active"],
    ["active", "2025-12-31", "2025-12-31", "unknown"],
    ["active", BEFORE, BEFORE, "unknown"],
    ["active", "2020-01-06", "2025-12-31", "unknown"],
    ["active", "2020-01-06", BEFORE, "unknown"],
    ["active", null, BEFORE, "unknown"],
    ["active", undefined, BEFORE, "unknown"],
    ["active", "2020-01-06", TODAY, "active"],
    ["active", "2020-01-06", AFTER, "active"],
    ["active", "2020-01-06", null, "active"],
    ["active", "2020-01-06", undefined, "active"],
    ["active", TODAY, null, "active"],
    ["active", null, null, "active"],
    ["active", undefined, undefined, "active"],
    [null, "2020-01-06", "2025-12-31", "terminated"],
    [null, "2020-01-06", BEFORE, "terminated"],
    [null, null, BEFORE, "terminated"],
    [null, undefined, BEFORE, "terminated"],
    [null, "2020-01-06", TODAY, "active"],
    [null, "2020-01-06", AFTER, "active"],
    [null, "2020-01-06", null, "active"],
    [null, TODAY, undefined, "active"],
    [null, null, null, "active"],
    [null, undefined, undefined, "active"],
  ])("flag %s, start %s, end %s → %s", (flag, start, end, expected) => {
    expect(decideEmployment(facts(flag, start, end), TODAY)).toBe(expected);
  });

  test.each(["onLeave", "preStart", "unknown"] as const)(
    "a flag that says %s stands, whatever the end says",
    (flag) => {
      for (const start of ["2020-01-06", TODAY, null, undefined] as const) {
        for (const end of DAYS) expect(decideEmployment(facts(flag, start, end), TODAY)).toBe(flag);
      }
    },
  );

  test("an end date alone makes a leaver only where the vendor keeps no flag", () => {
    for (const flag of FLAGS) {
      if (flag === "terminated" || flag === null) continue;
      for (const start of DAYS) {
        for (const end of DAYS) {
          expect(decideEmployment(facts(flag, start, end), TODAY)).not.toBe("terminated");
        }
      }
    }
  });
});

describe("the last day is worked, in the organization's zone", () => {
  const leaver = facts(null, "2020-01-06", "2026-03-28");

  // The 29th of March 2026 has 23 hours in Berlin, the 25th of October 25.
  test.each([
    ["Europe/Berlin", "2026-03-28T22:59:59Z", "active"],
    ["Europe/Berlin", "2026-03-28T23:00:00Z", "terminated"],
    ["UTC", "2026-03-28T23:59:59Z", "active"],
    ["UTC", "2026-03-29T00:00:00Z", "terminated"],
    ["America/New_York", "2026-03-29T03:59:59Z", "active"],
    ["America/New_York", "2026-03-29T04:00:00Z", "terminated"],
    ["Pacific/Kiritimati", "2026-03-28T09:59:59Z", "active"],
    ["Pacific/Kiritimati", "2026-03-28T10:00:00Z", "terminated"],
    ["Pacific/Niue", "2026-03-29T10:59:59Z", "active"],
    ["Pacific/Niue", "2026-03-29T11:00:00Z", "terminated"],
  ])("%s at %s → %s", (zone, instant, expected) => {
    expect(decideEmployment(leaver, dayIn(zone, new Date(instant)))).toBe(expected);
  });

  test("a joiner is one from the first moment of the first day on", () => {
    const joiner = facts("active", "2026-10-26", null);
    const at = (instant: string): Employment =>
      decideEmployment(joiner, dayIn("Europe/Berlin", new Date(instant)));
    expect(at("2026-10-25T22:59:59Z")).toBe("preStart");
    expect(at("2026-10-25T23:00:00Z")).toBe("active");
  });
});

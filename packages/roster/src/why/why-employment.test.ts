import { plainDate } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import { whyEmployment } from "./why-employment.ts";

const today = plainDate("2026-03-02");

test.each([
  ["preStart", "active", "2026-03-03", null, "The first day is still to come"],
  ["terminated", "terminated", "2020-01-01", null, "The vendor's status decides"],
  ["onLeave", "onLeave", null, null, "The vendor's status decides"],
  ["unknown", "active", "2020-01-01", "2026-03-01", "The status says active, but the last day is over"],
  ["terminated", null, "2020-01-01", "2026-03-01", "The last day is over"],
  ["active", null, "2020-01-01", "2026-03-02", "The last day is not over"],
] as const)(
  "%s, for status %s, start %s and end %s, is told why",
  (employment, status, start, end, words) => {
    const answer = whyEmployment(
      {
        vendorStatus: status,
        startDate: start === null ? null : plainDate(start),
        endDate: end === null ? null : plainDate(end),
      },
      today,
    );
    expect(answer.employment).toBe(employment);
    expect(answer.because).toContain(words);
    expect(answer.because).toContain("judged at 2026-03-02");
  },
);

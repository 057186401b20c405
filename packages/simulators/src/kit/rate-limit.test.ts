import { expect, test } from "vitest";
import { type RateLimit, slidingLimit } from "./rate-limit.ts";

test("a window refuses what is too many, and has room again when its oldest call has left it", () => {
  const limit = slidingLimit({ requests: 2, seconds: 10 });
  expect([0, 4_000, 5_000, 9_999, 10_000].map(waits(limit))).toEqual([0, 0, 5, 1, 0]);
});

test("a penalty refuses everything for its time, however few come, and is not made longer by them", () => {
  const limit = slidingLimit({ requests: 2, seconds: 10, penaltySeconds: 10 });
  expect([0, 1_000, 9_000, 12_000, 18_999, 19_000].map(waits(limit))).toEqual([0, 0, 10, 7, 1, 0]);
});

test("with a window each, an operation that has no room leaves the others theirs", () => {
  const limit = slidingLimit({ requests: 1, seconds: 10 }, true);
  expect(["list", "list", "byId"].map((operation) => limit(0, operation).wait)).toEqual([0, 10, 0]);
});

function waits(limit: RateLimit): (now: number) => number {
  return (now) => limit(now, "list").wait;
}

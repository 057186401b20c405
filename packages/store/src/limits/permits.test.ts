import { expect, test } from "vitest";
import { givePermits, type PermitWindow, usableForMs } from "./permits.ts";

/** Asks every so often for a minute, and gives when permits came. */
function permitsOf(
  windows: PermitWindow[],
  { everyMs, wanted }: { everyMs: number; wanted: number },
): number[] {
  const times: number[] = [];
  let given = givePermits([], { windows, wanted: 0, nowMs: 0 }).given;
  for (let nowMs = 1_000_000; nowMs < 1_060_000; nowMs += everyMs) {
    const answer = givePermits(given, { windows, wanted, nowMs });
    given = answer.given;
    for (let count = 0; count < answer.granted; count += 1) times.push(nowMs);
  }
  return times;
}

/** The most that ever falls into one window, if the earliest are used as late as may be. */
function mostIn(times: readonly number[], seconds: number, usable: number): number {
  return Math.max(
    ...times.map((from) => times.filter((at) => at >= from && at < from + usable + seconds * 1000).length),
  );
}

test.each([
  [[{ requests: 4, seconds: 1 }]],
  [[{ requests: 50, seconds: 60 }]],
  [[{ requests: 15, seconds: 3 }]],
  [
    [
      { requests: 10, seconds: 1 },
      { requests: 100, seconds: 30 },
    ],
  ],
])("every window of %j is kept, however late permits are used, and most of it can be used", (windows) => {
  const usable = usableForMs(windows);
  const times = permitsOf(windows, { everyMs: 37, wanted: 3 });
  for (const { requests, seconds } of windows)
    expect(mostIn(times, seconds, usable)).toBeLessThanOrEqual(requests);
  const ideal = Math.min(...windows.map(({ requests, seconds }) => (requests * 60) / seconds));
  expect(times.length).toBeGreaterThan(0.7 * ideal);
});

test("who gets less than they want is told when to ask again, and then gets more", () => {
  const windows = [{ requests: 4, seconds: 1 }];
  const first = givePermits([], { windows, wanted: 6, nowMs: 5_000 });
  expect(first).toMatchObject({ granted: 4, waitMs: 1_334 });
  const soon = givePermits(first.given, { windows, wanted: 2, nowMs: 5_000 + first.waitMs - 20 });
  expect(soon.granted).toBe(0);
  expect(givePermits(first.given, { windows, wanted: 2, nowMs: 5_000 + first.waitMs })).toMatchObject({
    granted: 2,
    waitMs: 0,
  });
});

test("the note of a busy account stays short", () => {
  const windows = [{ requests: 60_000, seconds: 60 }];
  let given = givePermits([], { windows, wanted: 1, nowMs: 0 }).given;
  for (let nowMs = 0; nowMs < 120_000; nowMs += 10) {
    given = givePermits(given, { windows, wanted: 1, nowMs }).given;
  }
  expect(given.length).toBeLessThan(600);
});

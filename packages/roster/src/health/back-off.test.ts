import { expect, test } from "vitest";
import { type Failure, retryTime } from "./back-off.ts";

const NOW = new Date("2026-03-02T03:17:00Z");

function minutes(failure: Failure): number {
  return (retryTime(failure, NOW).getTime() - NOW.getTime()) / 60_000;
}

test.each([
  ["the first time", { kind: "transient", failures: 1 }, 15],
  ["again", { kind: "transient", failures: 2 }, 60],
  ["a third time", { kind: "contract", failures: 3 }, 6 * 60],
  ["a fourth time", { kind: null, failures: 4 }, 24 * 60],
  ["for the hundredth time", { kind: "bug", failures: 100 }, 24 * 60],
  ["on credentials once: it may be the vendor's mistake", { kind: "auth", failures: 1 }, 15],
  ["on credentials twice: once a day", { kind: "auth", failures: 2 }, 24 * 60],
  ["on permissions twice: once a day", { kind: "permission", failures: 2 }, 24 * 60],
  ["on a vendor that says when to come", { kind: "rateLimited", failures: 3, retryAfterMs: 1_800_000 }, 30],
  [
    "on a vendor that asks for more than a day",
    { kind: "rateLimited", failures: 1, retryAfterMs: 172_800_000 },
    2 * 24 * 60,
  ],
  ["on one whose wait was waited out in vain", { kind: "rateLimited", failures: 2, retryAfterMs: 5_000 }, 60],
] as const)("an integration that fails %s is tried again after so many minutes", (_, failure, expected) => {
  expect(minutes(failure)).toBe(expected);
});

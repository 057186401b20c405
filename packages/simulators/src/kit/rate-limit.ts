import type { RateState, RateWindow } from "./vendor.ts";

/** Counts a call of `operation` at `now` (ms), unless it is one too many. */
export type RateLimit = (now: number, operation: string) => RateState;

/** One window for all operations, or, with `each`, one for each of them. */
export function slidingLimit({ requests, seconds }: RateWindow, each = false): RateLimit {
  const windows = new Map<string, number[]>();
  return (now, operation) => {
    const name = each ? operation : "";
    const served = (windows.get(name) ?? []).filter((at) => now - at < seconds * 1000);
    const full = served.length >= requests;
    if (!full) served.push(now);
    windows.set(name, served);
    const resetAt = (served[0] ?? now) + seconds * 1000;
    const wait = full ? Math.max(1, Math.ceil((resetAt - now) / 1000)) : 0;
    return { requests, remaining: requests - served.length, resetAt, wait };
  };
}

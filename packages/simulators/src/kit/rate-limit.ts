import type { RateState, RateWindow } from "./vendor.ts";

/** Counts a call of `operation` at `now` (ms), unless it is one too many. */
export type RateLimit = (now: number, operation: string) => RateState;

/**
 * One window for all operations, or, with `each`, one for each of them. A penalty refuses everything while it lasts,
 * and is not made longer by what comes meanwhile.
 */
export function slidingLimit({ requests, seconds, penaltySeconds = 0 }: RateWindow, each = false): RateLimit {
  const windows = new Map<string, { served: number[]; closedUntil: number }>();
  return (now, operation) => {
    const name = each ? operation : "";
    const last = windows.get(name);
    const served = (last?.served ?? []).filter((at) => now - at < seconds * 1000);
    let closedUntil = last?.closedUntil ?? 0;
    const closed = now < closedUntil;
    const full = !closed && served.length >= requests;
    if (full) closedUntil = now + penaltySeconds * 1000;
    else if (!closed) served.push(now);
    windows.set(name, { served, closedUntil });
    const roomAt = (served[0] ?? now) + seconds * 1000;
    const resetAt = closed ? closedUntil : Math.max(closedUntil, roomAt);
    if (!full && !closed) return { requests, remaining: requests - served.length, resetAt, wait: 0 };
    return { requests, remaining: 0, resetAt, wait: Math.max(1, Math.ceil((resetAt - now) / 1000)) };
  };
}

import type { RateWindow } from "./vendor.ts";

/** Counts a call at `now` (ms); returns the whole seconds to wait when it is one too many, else 0. */
export type RateLimit = (now: number) => number;

export function slidingLimit({ requests, seconds, penaltySeconds = 0 }: RateWindow): RateLimit {
  let served: number[] = [];
  let closedUntil = 0;
  const secondsTo = (time: number, now: number): number => Math.max(1, Math.ceil((time - now) / 1000));
  return (now) => {
    if (now < closedUntil) return secondsTo(closedUntil, now);
    served = served.filter((at) => now - at < seconds * 1000);
    const oldest = served[0];
    if (served.length >= requests && oldest !== undefined) {
      closedUntil = now + penaltySeconds * 1000;
      return secondsTo(Math.max(closedUntil, oldest + seconds * 1000), now);
    }
    served.push(now);
    return 0;
  };
}

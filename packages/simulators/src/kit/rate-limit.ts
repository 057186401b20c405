import type { RateWindow } from "./vendor.ts";

/** Counts a call at `now` (ms); returns the whole seconds to wait when it is one too many, else 0. */
export type RateLimit = (now: number) => number;

export function slidingLimit({ requests, seconds }: RateWindow): RateLimit {
  let served: number[] = [];
  return (now) => {
    served = served.filter((at) => now - at < seconds * 1000);
    const oldest = served[0];
    if (served.length >= requests && oldest !== undefined) {
      return Math.max(1, Math.ceil((oldest + seconds * 1000 - now) / 1000));
    }
    served.push(now);
    return 0;
  };
}

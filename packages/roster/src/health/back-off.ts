import type { ErrorKind } from "@muster/connector-sdk";

/** How an integration's newest run failed. */
export interface Failure {
  /** Who can act; null where the failure has no kind. */
  kind: ErrorKind | null;
  /** Runs that failed one after the other, this one included. */
  failures: number;
  /** How long the vendor asked to wait. */
  retryAfterMs?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEPS_MS = [15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS] as const;
const DAY_MS = 24 * HOUR_MS;

/** The vendor refuses who asks, and asking again may lock the account. */
export const REFUSED_AFTER = 2;
/** Trouble that passes has had a quarter of a day by then. */
export const STUCK_AFTER = 4;

/**
 * When an integration that failed is tried again: after 15 minutes, 1 hour, 6 hours, then daily, whatever its schedule
 * says meanwhile. Refused credentials are tried twice, then daily. Where the vendor said when to come, then.
 */
export function retryTime({ kind, failures, retryAfterMs = 0 }: Failure, now: Date): Date {
  return new Date(now.getTime() + waitMs(kind, failures, retryAfterMs));
}

function waitMs(kind: ErrorKind | null, failures: number, retryAfterMs: number): number {
  if (retryAfterMs >= MINUTE_MS) return retryAfterMs;
  if (isRefusal(kind) && failures >= REFUSED_AFTER) return DAY_MS;
  return STEPS_MS[Math.min(failures, STEPS_MS.length) - 1] ?? DAY_MS;
}

export function isRefusal(kind: ErrorKind | null): boolean {
  return kind === "auth" || kind === "permission";
}

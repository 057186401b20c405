import type { SecretValues } from "./auth.ts";

/** At most `requests` in any `seconds`. */
export interface RateWindow {
  requests: number;
  seconds: number;
  /** For how long the vendor refuses everything once the window was crossed. Absent: it refuses what is too many. */
  penaltySeconds?: number | undefined;
}

/** What the vendor allows; the host keeps to it. */
export interface Limits<Settings> {
  windows: readonly RateWindow[];
  /** Requests under way at once. */
  concurrent: number;
  /**
   * Whose limit it is: all integrations with the same account share it. Where the vendor counts by caller, that is
   * the secret that names the caller, never the one that proves it. Absent: whoever has the same credentials.
   */
  account?: (input: { settings: Settings; secrets: SecretValues }) => string;
  /**
   * Lowercase name of the header that tells on a 429, in seconds since the epoch, when there is room again; for
   * vendors that send no Retry-After.
   */
  resetHeader?: string;
  /** Seconds that one answer may take, where the vendor's documents ask for more patience than a minute. */
  answerSeconds?: (input: { settings: Settings }) => number;
}

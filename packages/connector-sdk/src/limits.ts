/** At most `requests` in any `seconds`. */
export interface RateWindow {
  requests: number;
  seconds: number;
}

/** What the vendor allows; the host keeps to it. */
export interface Limits<Settings> {
  windows: readonly RateWindow[];
  /** Requests under way at once. */
  concurrent: number;
  /** Whose limit it is: all integrations with the same account share it. */
  account: (input: { settings: Settings }) => string;
}

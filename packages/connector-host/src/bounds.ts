/** How long and how much one connector may take. Times in milliseconds. */
export interface Bounds {
  /** One attempt of a request, from looking up the name to the last byte of the body. */
  deadlineMs: number;
  /** Name look-up, TCP and TLS together. */
  connectMs: number;
  /** Attempts of one request, the first included. */
  attempts: number;
  /** Ceiling of the first random pause; it doubles with each attempt up to `retryCapMs`. */
  retryBaseMs: number;
  retryCapMs: number;
  /** The longest pause asked for by the vendor that is waited out; a longer one ends the request. */
  retryAfterCapMs: number;
  /** All attempts and pauses of one request; time in the queue of the limiter is not counted. */
  totalMs: number;
  /** Bytes of one answer's body after decompression. */
  maxBytes: number;
  /** Bytes of an answer that is read item by item, after decompression. */
  streamMaxBytes: number;
  /** Bytes that such an answer must bring in each `deadlineMs`, or it counts as stalled. */
  streamLeastBytes: number;
  /** Pages of one enumeration. */
  maxPages: number;
}

export const DEFAULT_BOUNDS: Bounds = {
  deadlineMs: 60_000,
  connectMs: 5_000,
  attempts: 5,
  retryBaseMs: 1_000,
  retryCapMs: 30_000,
  retryAfterCapMs: 60_000,
  totalMs: 300_000,
  maxBytes: 20_000_000,
  // Twice the largest report that a vendor is known to give (Workday: 2 GB).
  streamMaxBytes: 4_000_000_000,
  streamLeastBytes: 1_000,
  maxPages: 1_000_000,
};

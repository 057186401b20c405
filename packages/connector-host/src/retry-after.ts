type Headers = Readonly<Record<string, string>>;

const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * How long the vendor asks to wait, in milliseconds. Where it sends no Retry-After, `resetHeader` (lowercase) may
 * hold the time at which there is room again, in seconds since the epoch. Longer than 7 days counts as 7 days.
 */
export function askedPauseMs(headers: Headers, now: number, resetHeader?: string): number | undefined {
  const asked = retryAfterMs(headers, now);
  if (asked !== undefined || resetHeader === undefined) return asked;
  const text = headers[resetHeader]?.trim() ?? "";
  return /^\d{9,11}(\.\d+)?$/.test(text) ? pauseUntil(Number(text) * 1000, headers, now) : undefined;
}

/**
 * How long the vendor asks to wait, in milliseconds, or undefined where it does not say or says nonsense. RFC 9110
 * §10.2.3: seconds or an HTTP date; a date is measured from the answer's own `Date`, which no clock drift can bend.
 * Longer than 7 days counts as 7 days.
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS);
  const until = httpDate(text);
  return until === undefined ? undefined : pauseUntil(until, headers, now);
}

function pauseUntil(until: number, headers: Headers, now: number): number {
  const sent = httpDate(headers["date"]?.trim() ?? "") ?? now;
  return Math.min(Math.max(Math.ceil(until - sent), 0), LONGEST_MS);
}

/** The three forms of RFC 9110 §5.6.7. `Date.parse` alone takes "-5" for a month and asctime for local time. */
function httpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  const time = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

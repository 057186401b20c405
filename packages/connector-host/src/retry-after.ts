const LONGEST_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * How long the vendor asks to wait, in milliseconds, or undefined where it does not say or says nonsense. RFC 9110
 * §10.2.3: seconds or an HTTP date; a date is measured from the answer's own `Date`, which no clock drift can bend.
 * Longer than 7 days counts as 7 days.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Math.ceil(Number(text) * 1000), LONGEST_MS);
  const until = httpDate(text);
  if (until === undefined) return undefined;
  const sent = httpDate(headers["date"]?.trim() ?? "") ?? now;
  return Math.min(Math.max(until - sent, 0), LONGEST_MS);
}

/** The three forms of RFC 9110 §5.6.7. `Date.parse` alone takes "-5" for a month and asctime for local time. */
function httpDate(text: string): number | undefined {
  if (!/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d/.test(text)) return undefined;
  const time = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

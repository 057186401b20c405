const DAY_MS = 86_400_000;

/** True for a day that exists, written YYYY-MM-DD. */
export function isCalendarDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The day `days` after `day` (before it, when negative). Both YYYY-MM-DD, without a zone. */
export function addDays(day: string, days: number): string {
  return dayText(dayNumber(day) + days);
}

// A large company is made of few days: dates are worked out once for each of them.
const NUMBERS = new Map<string, number>();
const TEXTS = new Map<number, string>();

/** Days from 1970-01-01 to `day`. */
export function dayNumber(day: string): number {
  const known = NUMBERS.get(day);
  if (known !== undefined) return known;
  const number = Date.parse(`${day}T00:00:00Z`) / DAY_MS;
  NUMBERS.set(day, number);
  return number;
}

function dayText(number: number): string {
  const known = TEXTS.get(number);
  if (known !== undefined) return known;
  const text = new Date(number * DAY_MS).toISOString().slice(0, 10);
  TEXTS.set(number, text);
  return text;
}

/**
 * A calendar day, `YYYY-MM-DD`, without a zone. Vendors give days, not instants; a `Date` would move them
 * over midnight in some zone, so a day stays text from the vendor's answer to the `date` column.
 */
export type PlainDate = string & { readonly plainDate: unique symbol };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for an existing day between 0001-01-01 and 9999-12-31 in the proleptic Gregorian calendar (ISO 8601). */
export function isPlainDate(text: string): text is PlainDate {
  const match = SHAPE.exec(text);
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year === 0 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day <= days;
}

/** The text as a day; throws RangeError if it is none. For values of our own; vendor values go through `isPlainDate`. */
export function plainDate(text: string): PlainDate {
  if (!isPlainDate(text)) throw new RangeError("not a calendar day of the form YYYY-MM-DD");
  return text;
}

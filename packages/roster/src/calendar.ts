import { type PlainDate, plainDate } from "@muster/connector-sdk";

/** The calendar day that it is at an instant in an IANA zone. */
export function dayIn(zone: string, instant: Date): PlainDate {
  // en-CA writes a date as YYYY-MM-DD (Unicode CLDR).
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" });
  return plainDate(format.format(instant));
}

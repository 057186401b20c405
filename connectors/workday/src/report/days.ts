import { isPlainDate, type PlainDate } from "@muster/connector-sdk";
import type { DateFormat } from "./settings.ts";

const PARTS = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})/;

/**
 * The day that a report's text names; undefined where it names none. Either form that reports have: the ISO one, which
 * an offset may follow, or the tenant's, in the order that the setting says.
 */
export function dayIn(text: string, format: DateFormat): PlainDate | undefined {
  const iso = text.slice(0, 10);
  if (isPlainDate(iso)) return iso;
  const [, one = "", other = "", year = ""] = PARTS.exec(text) ?? [];
  if (format === "iso" || year === "") return undefined;
  const [month, day] = format === "mdy" ? [one, other] : [other, one];
  const named = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return isPlainDate(named) ? named : undefined;
}

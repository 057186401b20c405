import { InvalidArgumentError } from "commander";
import { isPlainDate, type PlainDate } from "@muster/connector-sdk";
import { type CommandError, usageError } from "../errors/command-error.ts";

/** For commander: a whole number. */
export function wholeNumber(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError("It is no whole number.");
  return Number(text);
}

/** For commander: a whole number above zero. */
export function positiveNumber(text: string): number {
  const number = wholeNumber(text);
  if (number < 1) throw new InvalidArgumentError("It has to be above zero.");
  return number;
}

/** For commander: a calendar day. */
export function calendarDay(text: string): PlainDate {
  if (!isPlainDate(text)) throw new InvalidArgumentError("It is no day of the form YYYY-MM-DD.");
  return text;
}

/** For commander: an instant or a day, as an instant in UTC. */
export function instant(text: string): string {
  const time = new Date(text);
  if (!/^\d{4}-/.test(text) || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError("It is no time such as 2026-05-01 or 2026-05-01T09:00:00Z.");
  }
  return time.toISOString();
}

/** The number of a run. */
export function runNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw unknownRun(text);
}

export function unknownRun(text: string): CommandError {
  return usageError(`There is no run "${text}".`, {
    code: "unknownRun",
    fix: "`muster runs list` shows the numbers of the runs.",
  });
}

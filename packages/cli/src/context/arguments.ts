import { InvalidArgumentError } from "commander";
import { isPlainDate, type PlainDate, type Watermark } from "@muster/connector-sdk";
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

const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** For commander: an instant (RFC 3339) or the beginning of a day in UTC. Gives it in UTC, as exact as it was. */
export function instant(text: string): Watermark {
  const time = INSTANT.test(text) ? new Date(text) : undefined;
  if (!time || Number.isNaN(time.getTime()) || !isPlainDate(text.slice(0, 10))) {
    throw new InvalidArgumentError("It is no time of the form 2026-03-01T09:00:00Z or 2026-03-01.");
  }
  return text.endsWith("Z") ? text : time.toISOString();
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

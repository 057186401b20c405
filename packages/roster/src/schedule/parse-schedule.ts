import { dailySchedule, nextRunAt } from "./schedule.ts";

/** The forms that a schedule may have, for whoever gave another. */
export const SCHEDULE_FORMS = [
  "hourly",
  "every N hours",
  "daily",
  "daily at HH:MM",
  "weekly on DAY at HH:MM",
  'a cron expression of five fields such as "30 6 * * 1-5"',
] as const;

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;

export type ParsedSchedule = { ok: true; schedule: string } | { ok: false; issue: string };

interface Form {
  pattern: RegExp;
  /** The schedule as it is stored, or what is wrong with it. */
  read: (parts: Record<string, string | undefined>, seed: string) => ParsedSchedule;
}

const TIME = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})`;

const FORMS: readonly Form[] = [
  { pattern: /^(hourly|every hour)$/, read: () => ok("0 * * * *") },
  {
    pattern: /^every (?<hours>\d{1,6}) ?(h|hours?)$/,
    read: ({ hours }) => everyHours(Number(hours)),
  },
  { pattern: /^(daily|every day)$/, read: (_, seed) => ok(dailySchedule(seed)) },
  {
    pattern: new RegExp(`^(daily|every day)( at)? ${TIME}$`),
    read: (parts) => atTime(parts, "*"),
  },
  {
    pattern: new RegExp(`^(weekly on|every) (?<day>[a-z]+)( at)? ${TIME}$`),
    read: (parts) => onDay(parts),
  },
];

/**
 * Reads a schedule as a person writes it, in words or as a cron expression. `seed` decides the minute where only
 * `daily` was said. The cron expression is in the zone in which the schedule will be.
 */
export function parseSchedule(text: string, seed: string): ParsedSchedule {
  const words = text.trim().toLowerCase().replaceAll(/\s+/g, " ");
  for (const { pattern, read } of FORMS) {
    const match = pattern.exec(words);
    if (match) return read(match.groups ?? {}, seed);
  }
  return parseCron(words);
}

function ok(schedule: string): ParsedSchedule {
  return { ok: true, schedule };
}

function wrong(issue: string): ParsedSchedule {
  return { ok: false, issue };
}

/** Where the hours divide a day they are those of the zone's clock, from midnight on; else they are counted through. */
function everyHours(hours: number): ParsedSchedule {
  if (hours < 1 || hours > 23) return wrong("Hours apart are 1 to 23; a day is `daily at HH:MM`");
  if (hours === 1) return ok("0 * * * *");
  return ok(24 % hours === 0 ? `0 */${hours} * * *` : `every ${hours} hours`);
}

function atTime({ hour, minute }: Record<string, string | undefined>, day: string): ParsedSchedule {
  const [h, m] = [Number(hour), Number(minute)];
  if (h > 23 || m > 59) return wrong(`${hour}:${minute} is no time of a day`);
  return ok(`${m} ${h} * * ${day}`);
}

function onDay(parts: Record<string, string | undefined>): ParsedSchedule {
  const name = parts["day"] ?? "";
  const day = name.length < 3 ? -1 : DAYS.findIndex((each) => each === name || each.slice(0, 3) === name);
  return day < 0 ? wrong(`"${name}" is no day of the week`) : atTime(parts, String(day));
}

function parseCron(text: string): ParsedSchedule {
  const fields = text.split(" ").length;
  if (!/^[\d*]/.test(text)) return wrong("It is none of the forms");
  if (fields !== 5) return wrong(`A cron expression has five fields, this has ${fields}`);
  try {
    const next = nextRunAt({ id: 0, schedule: text, timeZone: "UTC" }, new Date("2026-01-01T00:00:00Z"));
    return next ? ok(text) : wrong("It never falls due");
  } catch {
    return wrong("The cron expression cannot be read");
  }
}

import { hash } from "node:crypto";
import type { PlainDate } from "@muster/connector-sdk";
import { Cron } from "croner";
import { dayIn } from "../calendar.ts";

/** Something that falls due again and again. */
export interface Scheduled {
  id: number;
  /** A cron expression in the zone, or `every N hours` where N does not divide a day. */
  schedule: string;
  /** IANA. */
  timeZone: string;
}

/** The hour before which most organizations' people are not at work. */
const DAILY_HOUR = 3;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * The next time after an instant at which a schedule falls due; null if it never does. Up to a tenth of its period, at
 * most ten minutes, after the stated time: always as much for one integration, so that thousands with the same
 * schedule do not begin together. Throws where the schedule or the zone cannot be read.
 */
export function nextRunAt(of: Scheduled, after: Date): Date | null {
  const jitter = jitterMs(of);
  const stated = statedTimes(of, new Date(after.getTime() - jitter), 1)[0];
  return stated ? new Date(stated.getTime() + jitter) : null;
}

/** The next times after an instant, at most `count`. */
export function nextRunsAt(of: Scheduled, after: Date, count: number): Date[] {
  const jitter = jitterMs(of);
  const stated = statedTimes(of, new Date(after.getTime() - jitter), count);
  return stated.map((time) => new Date(time.getTime() + jitter));
}

const HOURS_APART = /^every (\d{1,2}) hours$/;

/** As somebody who reads the schedule would expect it. */
function statedTimes({ schedule, timeZone }: Omit<Scheduled, "id">, after: Date, count: number): Date[] {
  const hours = Number(HOURS_APART.exec(schedule)?.[1] ?? 0);
  if (hours === 0) {
    return new Cron(schedule, { timezone: timeZone, mode: "5-part" }).nextRuns(count, after);
  }
  const first = Math.floor(after.getTime() / (hours * HOUR_MS)) + 1;
  return Array.from({ length: count }, (_, index) => new Date((first + index) * hours * HOUR_MS));
}

const LONGEST_JITTER_MS = 10 * MINUTE_MS;

/** How long after a stated time an integration falls due. */
export function jitterMs({ id, schedule }: Pick<Scheduled, "id" | "schedule">): number {
  const bound = Math.min(periodMs(schedule) / 10, LONGEST_JITTER_MS);
  const share = Number.parseInt(hash("sha256", `integration:${id}`, "hex").slice(0, 8), 16) / 2 ** 32;
  // Whole seconds: nobody wants to read the rest.
  return Math.floor((share * bound) / 1000) * 1000;
}

/** From here on periods are measured: one number for a schedule, whatever the season in which it is asked for. */
const SOME_DAY = new Date("2026-01-05T00:00:00Z");
/** Enough to see each gap of a schedule that goes by hours and weekdays. */
const TIMES = 25;
/** Measuring takes milliseconds, and many integrations have the same schedule. */
const measured = new Map<string, number>();
const MOST_MEASURED = 1_000;

/** The shortest time between two times of a schedule. Throws where it cannot be read. */
export function periodMs(schedule: string): number {
  const known = measured.get(schedule);
  if (known !== undefined) return known;
  const times = statedTimes({ schedule, timeZone: "UTC" }, SOME_DAY, TIMES).map(Number);
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const period = gaps.length === 0 ? 24 * HOUR_MS : Math.min(...gaps);
  if (measured.size >= MOST_MEASURED) measured.clear();
  measured.set(schedule, period);
  return period;
}

/**
 * The default schedule: daily, in the small hours. The minute comes from a hash of the integration's name, so
 * that thousands of integrations do not start together.
 */
export function dailySchedule(seed: string): string {
  const minute = Number.parseInt(hash("sha256", seed, "hex").slice(0, 8), 16) % 60;
  return `${minute} ${DAILY_HOUR} * * *`;
}

/** What decides whether a run that is due reads everybody or only what changed. */
export interface DueFacts {
  schedule: string;
  /** IANA. */
  zone: string;
  now: Date;
  /** The organization's day of the last full run that was applied; null before the first. */
  lastFullDay: PlainDate | null;
  /** The vendor can tell what changed, and from where on. */
  tellsChanges: boolean;
}

/**
 * Only what changed, where the vendor can tell and the schedule has several times a day; everybody at the first of
 * these each day, because changes say nothing of people who are simply gone.
 */
export function dueMode(facts: DueFacts): "full" | "changes" {
  const { schedule, zone, now, lastFullDay, tellsChanges } = facts;
  if (!tellsChanges || lastFullDay === null || lastFullDay < dayIn(zone, now)) return "full";
  return periodMs(schedule) < WITHIN_A_DAY_MS ? "changes" : "full";
}

/** Of two times a day one is at most half a day from the next. */
const WITHIN_A_DAY_MS = 20 * HOUR_MS;

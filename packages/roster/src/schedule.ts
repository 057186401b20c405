import { hash } from "node:crypto";
import type { PlainDate } from "@muster/connector-sdk";
import { Cron } from "croner";
import { dayIn } from "./calendar.ts";

/** The hour before which most organizations' people are not at work. */
const DAILY_HOUR = 3;

/** The next time after an instant at which a cron expression falls due in an IANA zone; null if it never does. */
export function nextRunAt(schedule: string, zone: string, after: Date): Date | null {
  return new Cron(schedule, { timezone: zone }).nextRun(after);
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
  /** A cron expression in the organization's zone. */
  schedule: string;
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
  return isOftenerThanDaily(schedule, zone, now) ? "changes" : "full";
}

/** Of two times a day one is at most half a day from the next; a change of the clocks adds an hour. */
const WITHIN_A_DAY_MS = 20 * 3_600_000;

function isOftenerThanDaily(schedule: string, zone: string, after: Date): boolean {
  const times = new Cron(schedule, { timezone: zone }).nextRuns(3, after).map(Number);
  return times.some((time, index) => index > 0 && time - (times[index - 1] ?? 0) < WITHIN_A_DAY_MS);
}

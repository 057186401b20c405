import { hash } from "node:crypto";
import { Cron } from "croner";

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

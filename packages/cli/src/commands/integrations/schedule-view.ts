import { nextRunsAt, scheduleWords, timesInWords } from "@muster/roster";
import type { Integration } from "@muster/store";

/** When an integration runs, for people and for machines. */
export interface ScheduleView {
  /** As it is stored. */
  schedule: string;
  /** In words. */
  frequency: string;
  timeZone: string;
  /** The next three times; none while the schedule is switched off. */
  nextRuns: Date[];
  nextRunsText: string[];
}

const SHOWN = 3;

export function scheduleView(integration: Integration, now: Date): ScheduleView {
  const { schedule, timeZone } = integration;
  const nextRuns = nextTimes(integration, now);
  return {
    schedule,
    frequency: scheduleWords(schedule),
    timeZone,
    nextRuns,
    nextRunsText: timesInWords(nextRuns, timeZone, now),
  };
}

/** `daily at 03:17 (Europe/Berlin)`. */
export function frequencyText({ frequency, timeZone }: ScheduleView): string {
  return `${frequency} (${timeZone})`;
}

export function nextRunsText({ nextRunsText: texts }: ScheduleView): string | null {
  return texts.length === 0 ? null : texts.join(", ");
}

/** The first as it is stored: after a failure it is not the schedule's own. */
function nextTimes(integration: Integration, now: Date): Date[] {
  const { enabled, nextRunAt: first } = integration;
  if (!enabled || first === null) return [];
  const after = first > now ? first : now;
  return [first, ...followingOf(integration, after)];
}

/** One that cannot be read has no further times; the tick tells of it in the log. */
function followingOf(integration: Integration, after: Date): Date[] {
  try {
    return nextRunsAt(integration, after, SHOWN - 1);
  } catch {
    return [];
  }
}

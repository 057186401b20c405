import { periodMs } from "../schedule/schedule.ts";
import { timesInWords } from "../schedule/schedule-words.ts";
import { isRefusal, REFUSED_AFTER, STUCK_AFTER } from "./back-off.ts";
import type { HealthFacts, LastRun } from "./facts.ts";

/** The states of an integration by their names for people. */
export const HEALTH_LABELS = {
  neverRun: "Never run",
  healthy: "Healthy",
  running: "Running",
  retrying: "Retrying",
  partial: "Partial",
  delayed: "Delayed",
  actionNeeded: "Action needed",
  held: "Held",
  paused: "Paused",
} as const;

export type HealthState = keyof typeof HEALTH_LABELS;

/** How an integration is, why, and what somebody should do about it. */
export interface Health {
  state: HealthState;
  reason: string;
  /** Null: nothing. */
  fix: string | null;
  since: Date | null;
}

/**
 * What a state means for whoever was told that an integration broke: it breaks, it is well again, or it says neither.
 */
export type HealthNews = "breaks" | "heals" | "says nothing";

/** From so many full reads without a certificate on, it is no bad luck. */
export const UNCERTIFIED_AFTER = 3;

interface Rule {
  state: HealthState;
  news: HealthNews;
  when: (facts: HealthFacts) => boolean;
  say: (facts: HealthFacts) => Omit<Health, "state">;
}

/** The first rule that holds is the state. The last one always does. */
const RULES: readonly Rule[] = [
  {
    state: "paused",
    news: "says nothing",
    when: ({ vendorPause }) => vendorPause !== null,
    say: ({ vendorPause }) => ({
      reason: `The operator has paused ${vendorPause?.connector}: ${vendorPause?.reason}.`,
      fix: `Nothing to do: it catches up with one run once the operator resumes it (\`muster connectors resume ${vendorPause?.connector}\`).`,
      since: vendorPause?.since ?? null,
    }),
  },
  {
    state: "running",
    news: "says nothing",
    when: ({ underWay }) => underWay !== null && !underWay.abandoned,
    say: ({ underWay, failures }) => {
      const again = failures > 0 ? " It failed before." : "";
      return { reason: `${runningText(underWay)}${again}`, fix: null, since: underWay?.startedAt ?? null };
    },
  },
  {
    state: "paused",
    news: "says nothing",
    when: ({ enabled, last }) => !enabled && last !== null,
    say: ({ id, last }) => ({
      reason: `Its schedule is switched off.${last?.state === "failed" ? ` The last run failed: ${last.reason}` : ""}`,
      fix: `\`muster integrations enable ${id}\` switches it on; the first run begins at once.`,
      since: null,
    }),
  },
  {
    state: "actionNeeded",
    news: "breaks",
    when: ({ failures, last }) => failures > 0 && failures >= patienceWith(last),
    say: ({ failures, failingSince, last, ...facts }) => ({
      reason: `${timesText(failures)}: ${last?.reason ?? "the run failed."} ${nextTryText(facts)}`,
      fix: last?.fix ?? `\`muster runs list --integration ${facts.id}\` shows the runs.`,
      since: failingSince,
    }),
  },
  {
    state: "actionNeeded",
    news: "breaks",
    when: ({ uncertified }) => uncertified >= UNCERTIFIED_AFTER,
    say: ({ id, uncertified, last }) => ({
      reason: `The last ${uncertified} full reads had no certificate, so nobody who is gone is noticed: ${last?.reason ?? "they were not complete."}`,
      fix: last?.fix ?? `\`muster runs list --integration ${id}\` shows the runs.`,
      since: null,
    }),
  },
  {
    state: "delayed",
    news: "breaks",
    when: (facts) => overdueMs(facts) > patienceMs(facts.schedule),
    say: (facts) => ({
      reason: `A run is due since ${inWords(facts, dueSince(facts))}, and no worker has begun it.`,
      fix: "Look whether workers are live and keep up (`muster doctor`); start more with `muster worker`.",
      since: dueSince(facts),
    }),
  },
  {
    state: "retrying",
    news: "says nothing",
    when: ({ failures }) => failures > 0,
    say: ({ failures, failingSince, last, ...facts }) => ({
      reason: `${timesText(failures)}: ${last?.reason ?? "the run failed."} ${nextTryText(facts)}`,
      fix: null,
      since: failingSince,
    }),
  },
  {
    state: "neverRun",
    news: "says nothing",
    when: ({ last }) => last === null,
    say: ({ id, enabled }) => ({
      reason: enabled ? "Its first run is queued." : "It is not switched on yet.",
      fix: enabled
        ? null
        : `\`muster integrations test ${id}\`, \`muster sync ${id} --dry-run\`, then \`muster integrations enable ${id}\`.`,
      since: null,
    }),
  },
  {
    state: "held",
    news: "heals",
    when: ({ waiting, conflicts }) => waiting + conflicts > 0,
    say: ({ waiting, waitingSince, conflicts, last }) => ({
      reason: `${heldText(waiting, conflicts)} for a person's decision; everything else was applied.`,
      fix:
        waiting > 0
          ? `\`muster runs show ${last?.run}\`, then \`muster runs approve\` or \`reject\`.`
          : "`muster conflicts list`, then `muster conflicts resolve`.",
      since: waitingSince,
    }),
  },
  {
    state: "partial",
    news: "heals",
    when: ({ last }) => last !== null && partsOf(last).length > 0,
    say: ({ last }) => ({
      reason: `The last run applied what it could: ${last === null ? "" : partsOf(last).join("; ")}.`,
      fix: last?.fix ?? `\`muster runs show ${last?.run}\` tells more.`,
      since: last?.endedAt ?? null,
    }),
  },
  {
    state: "healthy",
    news: "heals",
    when: () => true,
    say: ({ last, ...facts }) => ({
      reason: `The last run ended well${last === null ? "" : ` ${inWords(facts, last.endedAt)}`}.`,
      fix: null,
      since: null,
    }),
  },
];

/** How an integration is: the one table that list, show, doctor and notices go by. */
export function healthOf(facts: HealthFacts): Health & { news: HealthNews } {
  const rule = RULES.find(({ when }) => when(facts));
  if (!rule) throw new Error("the last rule always holds");
  return { state: rule.state, news: rule.news, ...rule.say(facts) };
}

/** How many failures it takes until somebody has to act: what no repetition heals takes few. */
function patienceWith(last: LastRun | null): number {
  const kind = last?.kind ?? null;
  // Parked: it has been tried often enough.
  if (kind === "config" || last?.code === "parked") return 1;
  if (kind === "transient" || kind === "rateLimited") return STUCK_AFTER;
  return isRefusal(kind) ? REFUSED_AFTER : 2;
}

const MINUTE_MS = 60_000;

/** A quarter of the period, at least 15 minutes and at most 2 hours. */
function patienceMs(schedule: string): number {
  return Math.min(Math.max(safePeriodMs(schedule) / 4, 15 * MINUTE_MS), 120 * MINUTE_MS);
}

/** Where it cannot be read, the tick says so. */
function safePeriodMs(schedule: string): number {
  try {
    return periodMs(schedule);
  } catch {
    return 24 * 60 * MINUTE_MS;
  }
}

function overdueMs(facts: HealthFacts): number {
  const since = dueSince(facts);
  return since === null ? 0 : facts.now.getTime() - since.getTime();
}

/** Since when somebody should have begun; null: nothing is due. */
function dueSince({ now, nextRunAt, queuedSince, underWay }: HealthFacts): Date | null {
  const due = [
    nextRunAt !== null && nextRunAt <= now ? nextRunAt : null,
    queuedSince,
    underWay?.abandoned ? underWay.startedAt : null,
  ].filter((time) => time !== null);
  return due.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

function runningText(underWay: HealthFacts["underWay"]): string {
  if (underWay === null) return "";
  const { run, phase, people, total } = underWay;
  const of = total === null ? "" : ` of ${total}`;
  return phase === "reading"
    ? `Run ${run} is reading, ${people}${of} people so far.`
    : `Run ${run} has read ${people} people and is ${phase}.`;
}

function timesText(failures: number): string {
  return failures === 1 ? "The last run failed" : `The last ${failures} runs failed`;
}

type Times = Pick<HealthFacts, "timeZone" | "now">;

function nextTryText({
  enabled,
  nextRunAt,
  ...facts
}: Times & Pick<HealthFacts, "enabled" | "nextRunAt">): string {
  if (!enabled || nextRunAt === null) return "It is not tried again: its schedule is switched off.";
  return nextRunAt <= facts.now
    ? "It is tried again now."
    : `It is tried again ${inWords(facts, nextRunAt)}.`;
}

function inWords({ timeZone, now }: Times, time: Date | null): string {
  return time === null ? "" : (timesInWords([time], timeZone, now)[0] ?? "");
}

function heldText(waiting: number, conflicts: number): string {
  const parts = [
    waiting === 0 ? "" : `${waiting} ${waiting === 1 ? "item" : "items"}`,
    conflicts === 0 ? "" : `${conflicts} ${conflicts === 1 ? "conflict" : "conflicts"}`,
  ].filter((part) => part !== "");
  return `${parts.join(" and ")} ${waiting + conflicts === 1 ? "waits" : "wait"}`;
}

/** What of the people read a run could not carry out. */
function partsOf({ mode, certificate, counts, reason }: LastRun): string[] {
  const count = (name: string): number => counts[name] ?? 0;
  return [
    mode === "full" && certificate === "none"
      ? `the read was not complete (${reason ?? "no certificate"})`
      : "",
    count("reject") > 0 ? `${count("reject")} records could not be read` : "",
    count("deferred") > 0 ? `${count("deferred")} people were put off to the next run` : "",
  ].filter((part) => part !== "");
}

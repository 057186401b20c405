import { describe, expect, test } from "vitest";
import type { HealthFacts, LastRun } from "./facts.ts";
import { HEALTH_LABELS, healthOf } from "./health.ts";

const NOW = new Date("2026-03-02T12:00:00Z");
const ago = (minutes: number): Date => new Date(NOW.getTime() - minutes * 60_000);

const LAST: LastRun = {
  run: 9,
  state: "succeeded",
  mode: "full",
  certificate: "counted",
  counts: { people: 100 },
  kind: null,
  code: null,
  reason: null,
  fix: null,
  endedAt: ago(60),
};

/** Switched on, its last run good, nothing due: healthy. */
const WELL: HealthFacts = {
  id: 7,
  schedule: "17 3 * * *",
  timeZone: "UTC",
  now: NOW,
  enabled: true,
  nextRunAt: new Date("2026-03-03T03:17:00Z"),
  vendorPause: null,
  underWay: null,
  queuedSince: null,
  last: LAST,
  failures: 0,
  failingSince: null,
  uncertified: 0,
  waiting: 0,
  waitingSince: null,
  conflicts: 0,
};

const UNDER_WAY = {
  run: 10,
  phase: "reading",
  people: 200,
  total: 400,
  startedAt: ago(3),
  abandoned: false,
} as const;

function failed(kind: LastRun["kind"], failures: number): Partial<HealthFacts> {
  const last = { ...LAST, state: "failed", kind, reason: "It did not go.", fix: "Do this." } as const;
  return { last, failures, failingSince: ago(90), nextRunAt: new Date("2026-03-02T18:00:00Z") };
}

const bug = failed("bug", 1);
const parked = { ...bug, last: { ...LAST, ...bug.last, code: "parked" } };
const uncertified = { ...LAST, certificate: "none", reason: "The vendor gave another total." } as const;
const pause = { connector: "acme", reason: "their outage", since: ago(30) };

describe("the rules, row by row", () => {
  test.each<[string, Partial<HealthFacts>, string, string | RegExp, string | RegExp | null]>([
    ["never run", { last: null, enabled: false, nextRunAt: null }, "neverRun", "not switched on", "enable 7"],
    ["enabled a moment ago", { last: null, queuedSince: ago(1) }, "neverRun", "first run is queued", null],
    ["all well", {}, "healthy", "The last run ended well today at 11:00.", null],
    ["reading", { underWay: UNDER_WAY }, "running", "200 of 400 people", null],
    ["reading, total unknown", { underWay: { ...UNDER_WAY, total: null } }, "running", "200 people", null],
    ["applying", { underWay: { ...UNDER_WAY, phase: "applying" } }, "running", "is applying", null],
    ["failed once", failed("transient", 1), "retrying", "tried again today at 18:00", null],
    [
      "failed three times",
      failed("rateLimited", 3),
      "retrying",
      "The last 3 runs failed: It did not go.",
      null,
    ],
    [
      "a vendor that is down for long",
      failed("transient", 4),
      "actionNeeded",
      "The last 4 runs failed",
      "Do this.",
    ],
    ["a wrong setting", failed("config", 1), "actionNeeded", "It did not go.", "Do this."],
    ["refused credentials, once", failed("auth", 1), "retrying", "It did not go.", null],
    ["refused credentials, twice", failed("auth", 2), "actionNeeded", "It did not go.", "Do this."],
    ["an answer against the documents, twice", failed("contract", 2), "actionNeeded", "not go", "Do this."],
    ["a run that was parked", parked, "actionNeeded", "It did not go.", "Do this."],
    ["a bug, twice", failed(null, 2), "actionNeeded", "It did not go.", "Do this."],
    [
      "one read without a certificate",
      { uncertified: 1, last: uncertified },
      "partial",
      "another total",
      "runs show 9",
    ],
    ["two of them", { uncertified: 2, last: uncertified }, "partial", "not complete", "runs show 9"],
    [
      "three of them",
      { uncertified: 3, last: uncertified },
      "actionNeeded",
      "another total",
      "--integration 7",
    ],
    [
      "unreadable records",
      { last: { ...LAST, counts: { reject: 2 } } },
      "partial",
      "2 records",
      "runs show 9",
    ],
    ["people put off", { last: { ...LAST, counts: { deferred: 1 } } }, "partial", "put off", "runs show 9"],
    ["leavers held", { waiting: 3, waitingSince: ago(600) }, "held", "3 items wait", "runs show 9"],
    ["a conflict", { conflicts: 1 }, "held", "1 conflict waits", "conflicts list"],
    ["overdue", { nextRunAt: ago(125) }, "delayed", "due since today at 09:55", "muster doctor"],
    ["due a moment ago", { nextRunAt: ago(5) }, "healthy", "ended well", null],
    [
      "hourly, overdue",
      { schedule: "0 * * * *", nextRunAt: ago(16) },
      "delayed",
      "due since",
      "muster doctor",
    ],
    ["queued, no worker", { queuedSince: ago(125) }, "delayed", "due since", "muster doctor"],
    [
      "the first run, no worker",
      { last: null, queuedSince: ago(125) },
      "delayed",
      "due since",
      "muster doctor",
    ],
    [
      "its worker died",
      { underWay: { ...UNDER_WAY, startedAt: ago(125), abandoned: true } },
      "delayed",
      "due",
      "doctor",
    ],
    ["switched off", { enabled: false, nextRunAt: null }, "paused", "switched off", "enable 7"],
    [
      "the vendor paused",
      { vendorPause: pause },
      "paused",
      "paused acme: their outage",
      "connectors resume acme",
    ],
  ])("%s", (_, facts, state, reason, fix) => {
    const health = healthOf({ ...WELL, ...facts });
    expect(health.state).toBe(state);
    expect(health.reason).toMatch(reason);
    if (fix === null) expect(health.fix).toBeNull();
    else expect(health.fix).toMatch(fix);
  });
});

describe("where several hold", () => {
  test.each<[string, Partial<HealthFacts>, string]>([
    [
      "a run under way says more than what failed before",
      { ...failed("auth", 2), underWay: UNDER_WAY },
      "running",
    ],
    ["a paused vendor explains why nothing moves", { vendorPause: pause, underWay: UNDER_WAY }, "paused"],
    [
      "who is switched off needs no action",
      { ...failed("auth", 2), enabled: false, nextRunAt: null },
      "paused",
    ],
    ["what is broken comes before what waits", { ...failed("config", 1), waiting: 2 }, "actionNeeded"],
    ["a retry that nobody begins is late", { ...failed("transient", 1), nextRunAt: ago(125) }, "delayed"],
    ["what waits comes before what was left out", { waiting: 1, last: uncertified, uncertified: 1 }, "held"],
  ])("%s", (_, facts, state) => {
    expect(healthOf({ ...WELL, ...facts }).state).toBe(state);
  });
});

test("a schedule that cannot be read has a state all the same", () => {
  expect(healthOf({ ...WELL, schedule: "at noon", nextRunAt: ago(125) }).state).toBe("delayed");
});

test("every state is told by a rule, and only what needs somebody is news of breaking", () => {
  const facts: Partial<HealthFacts>[] = [
    { last: null },
    {},
    { underWay: UNDER_WAY },
    failed("transient", 1),
    { conflicts: 1 },
    { uncertified: 1, last: uncertified },
    { nextRunAt: ago(125) },
    failed("config", 1),
    { vendorPause: pause },
  ];
  const told = facts.map((each) => healthOf({ ...WELL, ...each }));
  expect(new Set(told.map(({ state }) => state))).toEqual(new Set(Object.keys(HEALTH_LABELS)));
  const of = (news: string): Set<string> =>
    new Set(told.filter((each) => each.news === news).map(({ state }) => state));
  expect(of("breaks")).toEqual(new Set(["actionNeeded", "delayed"]));
  expect(of("heals")).toEqual(new Set(["healthy", "held", "partial"]));
});

import { expect, test } from "vitest";
import { explain } from "./explain.ts";
import type { ClaimFacts, DeactivationFacts, HoldFacts, MemberFacts, PersonFacts } from "./facts.ts";

const AT = new Date("2026-03-02T09:00:00Z");
const acme = { id: 1, name: "Acme" };

const ada: MemberFacts = {
  id: 10_000_001,
  name: "Ada",
  workEmail: "ada@acme.test",
  status: "active",
  role: "mentor",
  waits: [],
  startDate: null,
  endDate: null,
  protected: null,
};

function claim(change: Partial<ClaimFacts> = {}): ClaimFacts {
  return {
    integration: acme,
    externalId: "7",
    claim: "employed",
    employment: "active",
    suspectSince: null,
    decision: null,
    reason: null,
    lastSeen: { run: 3, at: AT },
    lastChange: null,
    ...change,
  };
}

function out(change: Partial<DeactivationFacts>): DeactivationFacts {
  return {
    cause: "termination",
    door: "hr",
    integration: acme,
    externalId: "7",
    run: 3,
    approvedBy: null,
    priorStatus: "active",
    openedAt: AT,
    closedAt: null,
    ...change,
  };
}

function hold(change: Partial<HoldFacts>): HoldFacts {
  return {
    integration: acme,
    externalId: "7",
    cause: "termination",
    code: "firstRun",
    rule: "the first run of an integration holds all leavers once",
    run: 3,
    since: AT,
    state: "open",
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    firstBy: null,
    snoozedUntil: null,
    snoozeReason: null,
    ...change,
  };
}

function answer(change: Partial<PersonFacts>): ReturnType<typeof explain> {
  const facts = {
    member: ada,
    claims: [claim()],
    deactivations: [],
    holds: [],
    flags: [],
    overrides: [],
    declines: [],
    record: null,
    ...change,
  };
  return explain(facts, (instant) => instant.toISOString().slice(0, 10));
}

test("a member about whom nothing is odd is there because a source says so", () => {
  expect(answer({})).toEqual({
    short: 'Ada is active: record 7 of "Acme" says that they are employed.',
    evidence: ['Record 7 of "Acme": claim employed, employment active; last seen by run 3 on 2026-03-02.'],
    fix: null,
  });
  expect(answer({ claims: [] }).short).toBe("Ada is active: no source claims them.");
});

test("a rule that is a sentence of its own is told as one", () => {
  const { short } = answer({ holds: [hold({})] });
  expect(short).toContain("by the rule: the first run of an integration holds all leavers once. It waits");
});

test("of several open reasons each is told, and one that has ended is evidence only", () => {
  const member = { ...ada, status: "deactivated" as const };
  const { short, evidence } = answer({
    member,
    claims: [claim({ claim: "left", employment: "terminated" })],
    deactivations: [
      out({
        cause: "admin",
        door: "person",
        run: null,
        approvedBy: "bea",
        integration: null,
        externalId: null,
      }),
      out({}),
      out({ cause: "absence", closedAt: AT }),
    ],
  });
  expect(short).toBe(
    'Ada is deactivated since 2026-03-02: bea deactivated them by hand; also, record 7 of "Acme" says that they are terminated.',
  );
  expect(evidence.join("\n")).toContain(
    'complete reads no longer found record 7 of "Acme"; by a sync, run 3; it ended on',
  );
});

test("somebody whose return is held is told so, not that they left", () => {
  const member = { ...ada, status: "deactivated" as const };
  const { short, fix } = answer({
    member,
    deactivations: [out({})],
    holds: [hold({ cause: "reactivate", rule: "more than 5 people and 5 % of 40" })],
  });
  expect(short).toContain('although record 7 of "Acme" shows them employed again: held since 2026-03-02');
  expect(fix).toContain("muster runs approve 3 --person 7");
});

test("what is not applied of a member says so: a conflict, a record that could not be read, a contradiction", () => {
  const conflict = answer({ claims: [claim({ decision: "conflict", reason: "emailTaken" })] });
  expect(conflict.short).toContain("somebody else has, or wants, the same work e-mail");
  expect(conflict.fix).toContain("correct the work e-mail");
  const reject = answer({ claims: [claim({ decision: "reject", reason: "hireDate: is no day" })] });
  expect(reject.short).toContain("could not be read: hireDate: is no day. What was stored stays.");
  const odd = answer({ claims: [claim({ employment: "unknown" })] });
  expect(odd.short).toContain("contradict each other");
});

test("whoever starts later waits for the day as well as for a role", () => {
  const member = { ...ada, status: "staged" as const, waits: ["role", "start"], startDate: "2026-04-01" };
  expect(answer({ member }).short).toBe(
    "Ada cannot log in yet: they wait for a role and the first day of work, 2026-04-01.",
  );
});

test("a joiner who is held, approved or rejected is no member for that reason", () => {
  const stranger = { member: null, claims: [claim({ claim: null, decision: "hold", reason: "creates" })] };
  const create = { cause: "create" as const, rule: "more than 25 people and 25 % of 10" };
  expect(answer({ ...stranger, holds: [hold(create)] }).short).toContain(
    "held them as a joiner on 2026-03-02",
  );
  const decided = { ...create, decidedBy: "bea", decidedAt: AT };
  expect(answer({ ...stranger, holds: [hold({ ...decided, state: "approved" })] }).short).toContain(
    "approved by bea on 2026-03-02; the next sync",
  );
  expect(answer({ ...stranger, holds: [hold({ ...decided, state: "rejected" })] }).short).toBe(
    'Record 7 of "Acme" is no member: rejected by bea on 2026-03-02.',
  );
});

test("what stands because a run was undone says so, and how it ends", () => {
  const undone = { run: 5, actor: "bea", since: AT, integration: acme, externalId: "7" };
  const kept = answer({
    claims: [claim({ claim: "left", employment: "terminated" })],
    overrides: [{ until: null, actor: "bea", reason: "undo of run 5", since: AT }],
  });
  expect(kept.short).toBe(
    'Ada is active, although record 7 of "Acme" says that they left: bea kept them on 2026-03-02 ("undo of run 5"), until their source shows them employed again.',
  );
  const gone = answer({
    member: { ...ada, status: "deactivated" },
    deactivations: [out({ cause: "undo", door: "person", run: 5, approvedBy: "bea", integration: null })],
    declines: [{ ...undone, what: "return", value: null }],
  });
  expect(gone.short).toBe(
    "Ada is deactivated since 2026-03-02: bea undid run 5, which had made them a member or brought them back.",
  );
  expect(gone.fix).toContain("muster members reactivate 10000001");
  const { evidence } = answer({
    declines: [
      { ...undone, what: "department", value: "Legal" },
      { ...undone, what: "advance", value: null },
      { ...undone, what: "link", value: null, externalId: "8" },
    ],
  });
  expect(evidence.slice(1)).toEqual([
    'Record 7 of "Acme" says department "Legal", which is not taken over: bea undid run 5 on 2026-03-02; it ends when the source says something else, or by `muster members unpin 10000001 department`.',
    'The first day that record 7 of "Acme" shows as over changes nothing: bea undid run 5 on 2026-03-02; it ends when the source says something else, or by `muster members unpin 10000001 advance`.',
    'Record 8 of "Acme" is kept off them: bea undid run 5 on 2026-03-02; it ends when the source says something else, or by `muster members unpin 10000001 link`.',
  ]);
});

test("a hold says whom it waits for, and why nobody is reminded of it", () => {
  const second = answer({ holds: [hold({ firstBy: "ada" })] });
  expect(second.short).toContain("Ada has approved it, and it waits for a second admin");
  expect(second.fix).toContain("muster runs approve 3 --person 7");
  const snoozed = answer({ holds: [hold({ snoozedUntil: "2026-03-09", snoozeReason: "payroll looks" })] });
  expect(snoozed.short).toContain(
    "It waits for a person's decision; nobody is reminded of it before 2026-03-09",
  );
  expect(snoozed.evidence.join("\n")).toContain("because: payroll looks");
  const confirmed = hold({ state: "applied", firstBy: "ada", decidedBy: "bea", decidedAt: AT });
  expect(answer({ holds: [confirmed] }).evidence.join("\n")).toContain(
    "approved by ada, confirmed by bea on 2026-03-02, and applied",
  );
});

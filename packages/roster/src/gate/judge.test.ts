import { describe, expect, test } from "vitest";
import { judge } from "./judge.ts";
import { DEFAULT_POLICY, policyOf, policySchema } from "./policy.ts";
import type { PlanSummary } from "./summary.ts";

/** A later run of an integration whose vendor lists leavers, that nothing is wrong with. */
const QUIET: PlanSummary = {
  base: 100,
  people: 100,
  lastPeople: 100,
  terminations: 0,
  absences: 0,
  absencesDue: 0,
  grade: "counted",
  firstRun: false,
  configChanged: null,
  accountChanged: false,
  listsLeavers: true,
  outInSevenDays: 0,
  baseSevenDaysAgo: 10_000_000,
  groups: [],
  activeMatches: 50,
  matchesTouched: 0,
  reactivations: 0,
  creates: 0,
  emailChanges: 0,
  emailPeople: 100,
  rejects: 0,
  duplicates: 0,
  conflicts: 0,
  fields: [],
  announced: 0,
  accepted: [],
};

function codes(change: Partial<PlanSummary>, policy = DEFAULT_POLICY): string[] {
  return judge({ ...QUIET, ...change }, policy).map((trip) => trip.code);
}

/** Base, the most that pass. One more is held. */
const LEAVERS: [number, number][] = [
  // Under 20 people: more than 2 and above 20 %.
  [0, 2],
  [1, 2],
  [3, 2],
  [5, 2],
  [10, 2],
  [14, 2],
  [15, 3],
  [19, 3],
  // From 20 on: above max(5, 10 %).
  [20, 5],
  [21, 5],
  [50, 5],
  [59, 5],
  [60, 6],
  [69, 6],
  [70, 7],
  [100, 10],
  [1_000, 100],
  [4_999, 499],
  [5_000, 500],
  // Or above 500.
  [5_001, 500],
  [6_000, 500],
  [1_000_000, 500],
];

describe("leavers by the vendor's word", () => {
  test.each(LEAVERS)("of %i people %i may go, and no more", (base, most) => {
    expect(codes({ base, terminations: most })).toEqual([]);
    expect(codes({ base, terminations: most + 1 })).toEqual(["terminations"]);
  });

  test("are held alone, with the numbers and the rule in words", () => {
    expect(judge({ ...QUIET, terminations: 11 }, DEFAULT_POLICY)).toEqual([
      {
        code: "terminations",
        holds: "terminations",
        people: 11,
        base: 100,
        rule: "more than 5 people and 10 % of 100",
      },
    ]);
    const ruleOf = (base: number, terminations: number): string | undefined =>
      judge({ ...QUIET, base, terminations }, DEFAULT_POLICY)[0]?.rule;
    expect(ruleOf(10, 3)).toBe("more than 2 people and 20 % of 10");
    expect(ruleOf(6_000, 501)).toBe("more than 500 people");
  });
});

describe("people whom a certified read missed", () => {
  test.each([
    [1, 2],
    [100, 2],
    [200, 2],
    [299, 2],
    [300, 3],
    [399, 3],
    [10_000, 100],
  ])("where the vendor lists leavers: of %i people %i pass, and no more", (base, most) => {
    expect(codes({ base, absences: most })).toEqual([]);
    expect(codes({ base, absences: most + 1 })).toEqual(["absences"]);
  });

  test.each(LEAVERS)("where it does not, they are its leavers: of %i people %i pass", (base, most) => {
    expect(codes({ base, absences: most, listsLeavers: false })).toEqual([]);
    expect(codes({ base, absences: most + 1, listsLeavers: false })).toEqual(["absences"]);
  });

  test("count from the first look on, due or not", () => {
    for (const absencesDue of [0, 3]) expect(codes({ absences: 3, absencesDue })).toEqual(["absences"]);
  });

  test("are judged apart from the terminations", () => {
    expect(codes({ terminations: 10, absences: 2 })).toEqual([]);
    expect(codes({ terminations: 11, absences: 2 })).toEqual(["terminations"]);
    expect(codes({ terminations: 10, absences: 3 })).toEqual(["absences"]);
    expect(codes({ terminations: 11, absences: 3 })).toEqual(["terminations", "absences"]);
  });

  test("wait for a person, few as they are, where the vendor lists leavers and gave no total", () => {
    const walked = { grade: "walked", absences: 1 } as const;
    expect(judge({ ...QUIET, ...walked, absencesDue: 1 }, DEFAULT_POLICY)).toMatchObject([
      { code: "absenceUncounted", holds: "absences", people: 1, base: 100 },
    ]);
    expect(codes({ ...walked, absencesDue: 0 })).toEqual([]);
    expect(codes({ ...walked, absencesDue: 1, listsLeavers: false })).toEqual([]);
    expect(codes({ ...walked, absencesDue: 1, grade: "counted" })).toEqual([]);
    expect(codes({ ...walked, absences: 3, absencesDue: 3 })).toEqual(["absences"]);
  });
});

describe("nobody where there was somebody", () => {
  test.each([[1], [100]])("holds everything, and nothing else is asked: %i before", (lastPeople) => {
    const empty = { people: 0, lastPeople, absences: lastPeople, absencesDue: lastPeople };
    expect(judge({ ...QUIET, ...empty }, DEFAULT_POLICY)).toMatchObject([
      { code: "emptyRoster", holds: "everything", people: lastPeople },
    ]);
  });

  test.each([[0], [null]])("is no change where the last run read %s people", (lastPeople) => {
    expect(codes({ people: 0, lastPeople, base: 0 })).toEqual([]);
  });

  test("is not what one person makes, even one who cannot be read", () => {
    expect(codes({ people: 1, lastPeople: 1 })).toEqual([]);
  });
});

describe("the first run of an integration", () => {
  const first = { firstRun: true, lastPeople: null } as const;

  test.each([
    { terminations: 1 },
    { absences: 1 },
    { terminations: 40, absences: 40, absencesDue: 40, grade: "walked" as const },
  ])("holds all leavers once, under one rule: %o", (leavers) => {
    expect(judge({ ...QUIET, ...first, ...leavers }, DEFAULT_POLICY)).toMatchObject([
      { code: "firstRun", holds: "leavers", people: (leavers.terminations ?? 0) + (leavers.absences ?? 0) },
    ]);
  });

  test("without leavers holds nobody", () => {
    expect(codes(first)).toEqual([]);
    expect(codes({ ...first, people: 0, base: 0 })).toEqual([]);
  });
});

describe("a policy of its own", () => {
  test("may count people alone", () => {
    const strict = { ...DEFAULT_POLICY, absences: { people: 0, percent: 0 } };
    expect(codes({ absences: 0 }, strict)).toEqual([]);
    expect(codes({ absences: 1 }, strict)).toEqual(["absences"]);
  });

  test("trips by a percentage only with three people", () => {
    const share = { ...DEFAULT_POLICY, absences: { people: 0, percent: 1 } };
    expect(codes({ absences: 2 }, share)).toEqual([]);
    expect(codes({ absences: 3 }, share)).toEqual(["absences"]);
    const small = {
      ...DEFAULT_POLICY,
      terminations: { ...DEFAULT_POLICY.terminations, smallPeople: 0, smallPercent: 20 },
    };
    expect(codes({ base: 5, terminations: 2 }, small)).toEqual([]);
    expect(codes({ base: 5, terminations: 3 }, small)).toEqual(["terminations"]);
  });
});

test("whatever holds so many people holds one more of them", () => {
  for (let base = 0; base <= 700; base += 7) {
    for (const listsLeavers of [true, false]) {
      let held = { terminations: false, absences: false };
      for (let people = 0; people <= 90; people += 1) {
        const now = {
          terminations: codes({ base, listsLeavers, terminations: people }).length > 0,
          absences: codes({ base, listsLeavers, absences: people }).length > 0,
        };
        expect(now.terminations || !held.terminations).toBe(true);
        expect(now.absences || !held.absences).toBe(true);
        held = now;
      }
    }
  }
});

describe("a bleeding over seven days", () => {
  test("holds this plan's leavers once it is above a fifth of the base of then and more than three", () => {
    expect(codes({ outInSevenDays: 16, terminations: 4, baseSevenDaysAgo: 100 })).toEqual([]);
    expect(codes({ outInSevenDays: 17, terminations: 4, baseSevenDaysAgo: 100 })).toEqual(["sevenDays"]);
    expect(codes({ outInSevenDays: 2, terminations: 1, baseSevenDaysAgo: 4 })).toEqual([]);
    expect(codes({ outInSevenDays: 2, terminations: 2, baseSevenDaysAgo: 4 })).toEqual(["sevenDays"]);
  });

  test("holds nothing while nobody leaves", () => {
    expect(codes({ outInSevenDays: 60, baseSevenDaysAgo: 100 })).toEqual([]);
  });
});

describe("a group that empties", () => {
  const group = (people: number, leaving: number) =>
    codes({ base: 1_000, groups: [{ kind: "department", name: "Legal", people, leaving }] });

  test.each([
    [2, 2, []],
    [3, 2, []],
    [3, 3, ["group"]],
    [9, 8, []],
    [9, 9, ["group"]],
    [10, 5, []],
    [10, 6, ["group"]],
    [11, 5, []],
    [11, 6, ["group"]],
  ])("of %i people losing %i holds %j", (people, leaving, expected) => {
    expect(group(people, leaving)).toEqual(expected);
  });

  test("is named with its numbers, each group for itself", () => {
    const groups = [
      { kind: "manager", name: "Ada", people: 4, leaving: 4 },
      { kind: "location", name: "Oslo", people: 12, leaving: 2 },
    ] as const;
    expect(judge({ ...QUIET, groups }, DEFAULT_POLICY)).toEqual([
      {
        code: "group",
        holds: "groupLeavers",
        people: 4,
        base: 4,
        rule: 'all 4 of the line of manager "Ada" would leave at once',
        group: { kind: "manager", name: "Ada" },
      },
    ]);
  });
});

test("leavers with matches are held when they touch more than five and a tenth of the active ones", () => {
  expect(codes({ matchesTouched: 5 })).toEqual([]);
  expect(codes({ matchesTouched: 6 })).toEqual(["matches"]);
  expect(codes({ matchesTouched: 20, activeMatches: 200 })).toEqual([]);
  expect(codes({ matchesTouched: 21, activeMatches: 200 })).toEqual(["matches"]);
});

test("those who come back, or join, in great number are held for themselves", () => {
  expect(codes({ reactivations: 5 })).toEqual([]);
  expect(codes({ reactivations: 6 })).toEqual(["reactivations"]);
  expect(codes({ creates: 25 })).toEqual([]);
  expect(codes({ creates: 26 })).toEqual(["creates"]);
  expect(codes({ creates: 5_000, firstRun: true, base: 0 })).toEqual([]);
  expect(codes({ creates: 250, base: 1_000 })).toEqual([]);
  expect(codes({ creates: 251, base: 1_000 })).toEqual(["creates"]);
});

describe("a field", () => {
  const field = (people: number, before: number, after: number) =>
    codes({ fields: [{ field: "department", people, before, after }] });

  test("is held alone once it is filled for more than five points fewer", () => {
    expect(field(100, 100, 95)).toEqual([]);
    expect(field(100, 100, 94)).toEqual(["fieldEmptied"]);
    expect(field(100, 90, 100)).toEqual([]);
    expect(field(10, 10, 8)).toEqual([]);
    expect(field(10, 10, 7)).toEqual(["fieldEmptied"]);
    expect(field(0, 0, 0)).toEqual([]);
  });

  test("leaves joiners, movers and leavers alone", () => {
    const trips = judge(
      { ...QUIET, fields: [{ field: "jobTitle", people: 100, before: 100, after: 0 }], terminations: 3 },
      DEFAULT_POLICY,
    );
    expect(trips).toMatchObject([{ code: "fieldEmptied", holds: "field", field: "jobTitle", people: 100 }]);
  });
});

describe("a read that is not what it says", () => {
  test.each<[string, Partial<PlanSummary>, Partial<PlanSummary>]>([
    ["emailChanges", { emailChanges: 10 }, { emailChanges: 11 }],
    ["rejects", { rejects: 5 }, { rejects: 6 }],
    ["duplicates", { duplicates: 2 }, { duplicates: 3 }],
    ["conflicts", { conflicts: 5 }, { conflicts: 6 }],
  ])("holds everything: %s", (code, passes, trips) => {
    expect(codes(passes)).toEqual([]);
    expect(judge({ ...QUIET, ...trips, terminations: 90 }, DEFAULT_POLICY)).toMatchObject([
      { code, holds: "everything" },
    ]);
  });

  test("needs three people, few as there may be in all", () => {
    const small = { people: 4, base: 4, emailPeople: 4 };
    expect(codes({ ...small, rejects: 2, duplicates: 2, emailChanges: 2, conflicts: 2 })).toEqual([]);
    expect(codes({ ...small, conflicts: 3 })).toEqual(["conflicts"]);
  });
});

describe("the first run after a change of the integration", () => {
  test("holds all leavers once, and says what changed", () => {
    expect(judge({ ...QUIET, configChanged: "the mapping", terminations: 1 }, DEFAULT_POLICY)).toMatchObject([
      { code: "configChanged", holds: "leavers", rule: expect.stringContaining("the mapping") },
    ]);
    expect(codes({ configChanged: "the mapping" })).toEqual([]);
  });
});

test("leavers whom a person has announced pass, up to their number", () => {
  expect(codes({ terminations: 30, announced: 30 })).toEqual([]);
  expect(codes({ terminations: 31, announced: 30 })).toEqual(["terminations"]);
  expect(codes({ terminations: 30, announced: 30, firstRun: true })).toEqual(["firstRun"]);
});

test("an integration's own numbers stand in for the default ones, each for itself", () => {
  const own = policyOf({ terminations: { percent: 2 }, fieldPoints: 20 });
  expect([own.terminations.percent, own.terminations.people, own.fieldPoints, own.rejects]).toEqual([
    2, 5, 20, 5,
  ]);
  expect(policySchema.safeParse(own).success).toBe(true);
  expect(
    policySchema.safeParse({ ...own, terminations: { ...own.terminations, percent: 101 } }).success,
  ).toBe(false);
});

import { describe, expect, test } from "vitest";
import { judge, type PlanSummary } from "./gate.ts";
import { DEFAULT_POLICY } from "./policy.ts";

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
  listsLeavers: true,
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

import type { Policy, ShareLimit } from "./policy.ts";

/** The numbers of a plan that the gate judges. */
export interface PlanSummary {
  /** Members not deactivated whom this integration claims at the start of the run. */
  base: number;
  /** People read, rejected ones included. */
  people: number;
  /** People that the last applied run read; null before the first. */
  lastPeople: number | null;
  /** Leavers by the vendor's word. */
  terminations: number;
  /** People a certified read missed, suspects of the first look included. */
  absences: number;
  /** Of these, the ones missed twice, who would be deactivated. */
  absencesDue: number;
  /** Of the read's certificate. */
  grade: "counted" | "walked" | "none";
  /** This integration has never applied a run. */
  firstRun: boolean;
  listsLeavers: boolean;
}

/** What a trip holds: `leavers` splits into its two causes, everything else goes on. */
export type Held = "terminations" | "absences" | "leavers" | "everything";

/** A rule that tripped, with its numbers and itself in words. */
export interface Trip {
  code: string;
  holds: Held;
  people: number;
  base: number;
  rule: string;
}

/** Judges a plan by its numbers. Pure: the same summary and policy give the same trips. */
export function judge(summary: PlanSummary, policy: Policy): Trip[] {
  const trips: Trip[] = [];
  const { base, terminations, absences } = summary;
  const trip = (code: string, holds: Held, people: number, rule: string): void => {
    trips.push({ code, holds, people, base, rule });
  };
  if (summary.people === 0 && (summary.lastPeople ?? 0) > 0) {
    trip(
      "emptyRoster",
      "everything",
      summary.lastPeople ?? 0,
      "nobody was read where the last run read people",
    );
    return trips;
  }
  if (summary.firstRun) {
    if (terminations + absences > 0) {
      trip(
        "firstRun",
        "leavers",
        terminations + absences,
        "the first run of an integration holds all leavers once",
      );
    }
    return trips;
  }
  const terminationRule = overTerminations(terminations, base, policy);
  if (terminationRule) trip("terminations", "terminations", terminations, terminationRule);
  const absenceRule = summary.listsLeavers
    ? overShare(absences, base, policy.absences)
    : overTerminations(absences, base, policy);
  if (absenceRule) trip("absences", "absences", absences, absenceRule);
  // Such a vendor would have listed them as leavers; without its total, a page that was cut looks the same.
  else if (summary.listsLeavers && summary.grade === "walked" && summary.absencesDue > 0) {
    trip(
      "absenceUncounted",
      "absences",
      absences,
      "the vendor lists leavers and gave no total to count against",
    );
  }
  return trips;
}

/** Of fewer a percentage says nothing. */
const PERCENT_NEEDS = 3;

function overShare(people: number, base: number, limit: ShareLimit): string | null {
  const share = (base * limit.percent) / 100;
  const allowed = share > limit.people ? Math.max(share, PERCENT_NEEDS - 1) : limit.people;
  return people > allowed ? `more than ${limit.people} people and ${limit.percent} % of ${base}` : null;
}

function overTerminations(people: number, base: number, policy: Policy): string | null {
  const limit = policy.terminations;
  if (base < limit.smallBase) {
    return overShare(people, base, { people: limit.smallPeople, percent: limit.smallPercent });
  }
  if (people > limit.ceiling) return `more than ${limit.ceiling} people`;
  return overShare(people, base, limit);
}

import { leaverTrips } from "./leaver-rules.ts";
import type { Policy } from "./policy.ts";
import { overPercent, overShare } from "./share.ts";
import type { PlanSummary } from "./summary.ts";
import type { Trip } from "./trip.ts";

/** Judges a plan by its numbers. Pure: the same summary and policy give the same trips. */
export function judge(summary: PlanSummary, policy: Policy): Trip[] {
  const whole = everythingTrip(summary, policy);
  if (whole) return [whole];
  return [
    ...leaverTrips(summary, policy),
    ...creates(summary, policy),
    ...reactivations(summary, policy),
    ...fields(summary, policy),
  ];
}

/** Signs that the read as a whole is not what it says. The first of them is enough. */
function everythingTrip(summary: PlanSummary, policy: Policy): Trip | undefined {
  const { people, lastPeople, emailChanges, emailPeople, rejects, duplicates, conflicts } = summary;
  const trip = (code: string, count: number, base: number, rule: string | null): Trip | undefined =>
    rule === null ? undefined : { code, holds: "everything", people: count, base, rule };
  const emptied = people === 0 && (lastPeople ?? 0) > 0;
  return (
    trip(
      "emptyRoster",
      lastPeople ?? 0,
      summary.base,
      emptied ? "nobody was read where the last run read people" : null,
    ) ??
    trip(
      "emailChanges",
      emailChanges,
      emailPeople,
      overPercent(emailChanges, emailPeople, policy.emailChanges, "work e-mails change"),
    ) ??
    trip(
      "rejects",
      rejects,
      people,
      overPercent(rejects, people, policy.rejects, "records cannot be read"),
    ) ??
    trip(
      "duplicates",
      duplicates,
      people,
      overPercent(duplicates, people, policy.duplicates, "ids come more than once"),
    ) ??
    trip("conflicts", conflicts, people, overShare(conflicts, people, policy.conflicts))
  );
}

function creates({ firstRun, creates: count, base }: PlanSummary, policy: Policy): Trip[] {
  const rule = firstRun ? null : overShare(count, base, policy.creates);
  return rule === null ? [] : [{ code: "creates", holds: "creates", people: count, base, rule }];
}

function reactivations({ reactivations: count, base }: PlanSummary, policy: Policy): Trip[] {
  const rule = overShare(count, base, policy.reactivations);
  return rule === null ? [] : [{ code: "reactivations", holds: "reactivations", people: count, base, rule }];
}

/** A field that is suddenly empty for many is a right that was lost, or a name that has changed at the vendor. */
function fields({ fields: fills }: PlanSummary, { fieldPoints }: Policy): Trip[] {
  return fills.flatMap(({ field, people, before, after }) => {
    const lost = before - after;
    const tooMany = lost >= LEAST_PEOPLE && (100 * lost) / people > fieldPoints;
    if (!tooMany) return [];
    const rule = `"${field}" is filled for more than ${fieldPoints} points fewer of ${people} people: ${before} before, ${after} now`;
    return [{ code: "fieldEmptied", holds: "field", people: lost, base: people, rule, field }];
  });
}

const LEAST_PEOPLE = 3;

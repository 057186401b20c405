import { leaverTrips } from "./leaver-rules.ts";
import type { Policy } from "./policy.ts";
import { overPercent, overShare } from "./share.ts";
import type { Accepted, FieldFill, PlanSummary } from "./summary.ts";
import type { Trip } from "./trip.ts";

/** Judges a plan by its numbers. Pure: the same summary and policy give the same trips. */
export function judge(summary: PlanSummary, policy: Policy): Trip[] {
  const whole = wholeTrips(summary, policy).find((trip) => !isAccepted(trip, summary.accepted));
  if (whole) return [whole];
  return [
    ...leaverTrips(summary, policy),
    ...accountChange(summary),
    ...creates(summary, policy),
    ...reactivations(summary, policy),
    ...fieldTrips(summary.fields, policy),
  ];
}

/** A person has seen as many people under the same rule, or more, and let them through. */
function isAccepted({ code, people }: Trip, accepted: readonly Accepted[]): boolean {
  return accepted.some((one) => one.code === code && people <= one.people);
}

/**
 * Signs that the read as a whole is not what it says, whether or not a person has accepted them. The first that nobody
 * accepted holds everything.
 */
export function wholeTrips(summary: PlanSummary, policy: Policy): Trip[] {
  const { base, people, lastPeople, emailChanges, emailPeople, rejects, duplicates, conflicts } = summary;
  const emptied = people === 0 && (lastPeople ?? 0) > 0;
  const signs: readonly [code: string, count: number, of: number, rule: string | null][] = [
    ["emptyRoster", lastPeople ?? 0, base, emptied ? "nobody was read where the last run read people" : null],
    [
      "emailChanges",
      emailChanges,
      emailPeople,
      overPercent(emailChanges, emailPeople, policy.emailChanges, "work e-mails change"),
    ],
    ["rejects", rejects, people, overPercent(rejects, people, policy.rejects, "records cannot be read")],
    [
      "duplicates",
      duplicates,
      people,
      overPercent(duplicates, people, policy.duplicates, "ids come more than once"),
    ],
    ["conflicts", conflicts, people, overShare(conflicts, people, policy.conflicts)],
  ];
  return signs.flatMap(([code, count, of, rule]) =>
    rule === null ? [] : [{ code, holds: "everything", people: count, base: of, rule } as const],
  );
}

/** Another report or another part of the account may be other people: a person looks before any of them is made. */
function accountChange({ accountChanged, creates: people, base }: PlanSummary): Trip[] {
  if (!accountChanged || people === 0) return [];
  const rule = "the first run after a change of the settings holds all joiners once";
  return [{ code: "accountChanged", holds: "creates", people, base, rule }];
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
export function fieldTrips(
  fills: readonly FieldFill[],
  { fieldPoints }: Pick<Policy, "fieldPoints">,
): (Trip & { field: FieldFill["field"] })[] {
  return fills.flatMap(({ field, people, before, after }) => {
    const lost = before - after;
    const tooMany = lost >= LEAST_PEOPLE && (100 * lost) / people > fieldPoints;
    if (!tooMany) return [];
    const rule = `"${field}" is filled for more than ${fieldPoints} points fewer of ${people} people: ${before} before, ${after} now`;
    return [{ code: "fieldEmptied", holds: "field", people: lost, base: people, rule, field }];
  });
}

const LEAST_PEOPLE = 3;

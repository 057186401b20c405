import type { Policy } from "./policy.ts";
import { overShare } from "./share.ts";
import type { Group, PlanSummary } from "./summary.ts";
import type { Trip } from "./trip.ts";

/** What holds leavers. Where all of them are held once, no other rule has anything to add. */
export function leaverTrips(summary: PlanSummary, policy: Policy): Trip[] {
  const once = heldOnce(summary);
  if (once) return [once];
  // Whom a person has announced is no surprise.
  const { announced } = summary;
  if (announced > 0 && summary.terminations + summary.absences <= announced) return [];
  return [
    ...terminations(summary, policy),
    ...absences(summary, policy),
    ...sevenDays(summary, policy),
    ...groups(summary, policy),
    ...matches(summary, policy),
  ];
}

function heldOnce({
  firstRun,
  configChanged,
  terminations: gone,
  absences: missing,
  base,
}: PlanSummary): Trip | undefined {
  const people = gone + missing;
  if (people === 0) return undefined;
  if (firstRun) {
    const rule = "the first run of an integration holds all leavers once";
    return { code: "firstRun", holds: "leavers", people, base, rule };
  }
  if (configChanged === null) return undefined;
  const rule = `the first run after a change of ${configChanged} holds all leavers once`;
  return { code: "configChanged", holds: "leavers", people, base, rule };
}

function terminations({ terminations: people, base }: PlanSummary, policy: Policy): Trip[] {
  const rule = overTerminations(people, base, policy);
  return rule === null ? [] : [{ code: "terminations", holds: "terminations", people, base, rule }];
}

function absences(summary: PlanSummary, policy: Policy): Trip[] {
  const { absences: people, absencesDue, base, listsLeavers, grade } = summary;
  const rule = listsLeavers
    ? overShare(people, base, policy.absences)
    : overTerminations(people, base, policy);
  if (rule !== null) return [{ code: "absences", holds: "absences", people, base, rule }];
  // Such a vendor would have listed them as leavers; without its total, a page that was cut looks the same.
  if (listsLeavers && grade === "walked" && absencesDue > 0) {
    const uncounted = "the vendor lists leavers and gave no total to count against";
    return [{ code: "absenceUncounted", holds: "absences", people, base, rule: uncounted }];
  }
  return [];
}

function overTerminations(people: number, base: number, policy: Policy): string | null {
  const limit = policy.terminations;
  if (base < limit.smallBase) {
    return overShare(people, base, { people: limit.smallPeople, percent: limit.smallPercent });
  }
  if (people > limit.ceiling) return `more than ${limit.ceiling} people`;
  return overShare(people, base, limit);
}

/** A bleeding that stays below every other rule a day. */
function sevenDays(summary: PlanSummary, policy: Policy): Trip[] {
  const { outInSevenDays, baseSevenDaysAgo: base, terminations: gone, absences: missing } = summary;
  const now = gone + missing;
  const people = outInSevenDays + now;
  const rule = now === 0 ? null : overShare(people, base, policy.sevenDays);
  if (rule === null) return [];
  return [{ code: "sevenDays", holds: "leavers", people, base, rule: `within seven days ${rule}` }];
}

const GROUP_NAMES: Readonly<Record<Group["kind"], string>> = {
  department: "the department",
  location: "the location",
  manager: "the line of manager",
};

function groups({ groups: found }: PlanSummary, policy: Policy): Trip[] {
  const { half, all } = policy.groups;
  return found.flatMap(({ kind, name, people, leaving }) => {
    const emptied = people >= all && leaving === people;
    const halved = people >= half && leaving > people / 2;
    if (!emptied && !halved) return [];
    const share = emptied ? `all ${people}` : `more than half of ${people}`;
    const rule = `${share} of ${GROUP_NAMES[kind]} "${name}" would leave at once`;
    return [
      { code: "group", holds: "groupLeavers", people: leaving, base: people, rule, group: { kind, name } },
    ];
  });
}

function matches({ matchesTouched: people, activeMatches: base }: PlanSummary, policy: Policy): Trip[] {
  const rule = overShare(people, base, policy.matches);
  return rule === null
    ? []
    : [{ code: "matches", holds: "matchedLeavers", people, base, rule: `${rule} active matches touched` }];
}

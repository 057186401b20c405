import { z } from "zod";
import { DEFAULT_MEMBERSHIP, membershipShape } from "./membership-policy.ts";

const people = z.int().min(0).max(10_000_000);
const percent = z.number().min(0).max(100);

/** A share that holds only when it also means enough people: `max(people, percent of the base)`. */
const share = z.strictObject({ people, percent });
export type ShareLimit = z.output<typeof share>;

/**
 * The numbers of the gate and of absence, and what becomes of members. An integration may have its own; what it does not name is the default.
 * Percentages are of the base: members not deactivated whom the integration claims when the run starts.
 */
export const policySchema = z.strictObject({
  /** Leavers by the vendor's word. Below `smallBase` people the small numbers count; `ceiling` is the most in any case. */
  terminations: share.extend({
    ceiling: people,
    smallBase: people,
    smallPeople: people,
    smallPercent: percent,
  }),
  /** People missing from a read, where the vendor lists leavers; else as terminations. */
  absences: share,
  /** Leavers without a person's approval in seven days. */
  sevenDays: share,
  /** One department, location or manager's line: all of `all` or more, or more than half of `half` or more. */
  groups: z.strictObject({ half: people, all: people }),
  /** Active matches touched by leavers, as a share of all active matches. */
  matches: share,
  reactivations: share,
  /** New members after the first run. */
  creates: share,
  /** Percentage points by which a field may be filled for fewer of the people present in both runs. */
  fieldPoints: percent,
  /** E-mail addresses that change from value to value. */
  emailChanges: percent,
  rejects: percent,
  duplicates: percent,
  conflicts: share,
  /** Hours between the first certified look that missed a person and the one that may end their claim. */
  secondLookHours: z.number().min(0).max(720),
  /** Whether employee numbers mean the same person in every source of the organization that says so of itself. */
  sharedEmployeeNumbers: z.boolean(),
  ...membershipShape,
  /** An approval of more people than that needs a second admin. */
  secondAdminAbove: people,
});
export type Policy = z.output<typeof policySchema>;

export const DEFAULT_POLICY: Policy = {
  terminations: { people: 5, percent: 10, ceiling: 500, smallBase: 20, smallPeople: 2, smallPercent: 20 },
  absences: { people: 2, percent: 1 },
  sevenDays: { people: 3, percent: 20 },
  groups: { half: 10, all: 3 },
  matches: { people: 5, percent: 10 },
  reactivations: { people: 5, percent: 5 },
  creates: { people: 25, percent: 25 },
  fieldPoints: 5,
  emailChanges: 10,
  rejects: 5,
  duplicates: 2,
  conflicts: { people: 2, percent: 5 },
  secondLookHours: 12,
  sharedEmployeeNumbers: false,
  ...DEFAULT_MEMBERSHIP,
  secondAdminAbove: 50,
};

/** An integration's own numbers over the default ones. */
export function policyOf(own: PartialPolicy): Policy {
  return {
    ...DEFAULT_POLICY,
    ...own,
    terminations: { ...DEFAULT_POLICY.terminations, ...own.terminations },
    absences: { ...DEFAULT_POLICY.absences, ...own.absences },
    sevenDays: { ...DEFAULT_POLICY.sevenDays, ...own.sevenDays },
    groups: { ...DEFAULT_POLICY.groups, ...own.groups },
    matches: { ...DEFAULT_POLICY.matches, ...own.matches },
    reactivations: { ...DEFAULT_POLICY.reactivations, ...own.reactivations },
    creates: { ...DEFAULT_POLICY.creates, ...own.creates },
    conflicts: { ...DEFAULT_POLICY.conflicts, ...own.conflicts },
    newMembers: { ...DEFAULT_POLICY.newMembers, ...own.newMembers },
    scope: { ...own.scope },
  };
}

/** What an integration may have of its own: any part of it. */
export type PartialPolicy = {
  [Name in keyof Policy]?: Policy[Name] extends object ? Partial<Policy[Name]> : Policy[Name];
};

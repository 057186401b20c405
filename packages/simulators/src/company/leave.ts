import { dayNumber } from "./calendar.ts";
import { hash } from "./hash.ts";
import type { Person } from "./person.ts";
import { TRAIT } from "./traits.ts";

export type Leave = "leave" | "parental leave" | "garden leave";

/** Each person is away for 18 days in 600, and comes back. */
const ROUND_DAYS = 600;
const LEAVE_DAYS = 18;

/**
 * The leave that somebody is on, by rule and not by record: absences come and go, and a vendor that cannot tell
 * them sees no change. Half of those whose last day is announced spend the rest in garden leave.
 */
export function leaveOn(seed: number, person: Person, day: string): Leave | null {
  const { id, startDate, endDate, left } = person;
  if (left || startDate === null || startDate > day) return null;
  if (endDate !== null && endDate >= day) return id % 2 === 0 ? "garden leave" : null;
  const lot = hash(seed, TRAIT.leave, id);
  if ((dayNumber(day) + lot) % ROUND_DAYS >= LEAVE_DAYS) return null;
  return lot % 3 === 0 ? "parental leave" : "leave";
}

import { leaveOn } from "../company/leave.ts";
import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";
import { personId } from "./ids.ts";

export type EmploymentStatus = "ONBOARDING" | "ACTIVE" | "LEAVE" | "INACTIVE";

export function employmentStatus(seed: number, person: Person, today: string): EmploymentStatus {
  if (person.left) return "INACTIVE";
  if (isAhead(person, today)) return "ONBOARDING";
  return leaveOn(seed, person, today) === null ? "ACTIVE" : "LEAVE";
}

/** ACTIVE covers leave and onboarding. Personio changelog, status filter in the list of persons. */
export function personStatus({ left }: Person): "ACTIVE" | "INACTIVE" {
  return left ? "INACTIVE" : "ACTIVE";
}

/** The truth of one person, with the states that the latest employment and its days can tell. */
export function truthOf(seed: number, person: Person, today: string): TruthRow {
  return {
    id: personId(person.id),
    workEmail: person.workEmail,
    firstName: person.firstName,
    lastName: person.lastName,
    department: person.department,
    jobTitle: person.jobTitle,
    employment: employmentOf(person, employmentStatus(seed, person, today), today),
    startDate: person.startDate,
    endDate: person.endDate,
    managerId: person.managerId === null ? null : personId(person.managerId),
  };
}

/** Active beside an end date that is over says nothing, unless a later start explains it. */
function employmentOf(person: Person, status: EmploymentStatus, today: string): TruthRow["employment"] {
  const { startDate, endDate } = person;
  if (isAhead(person, today)) return "preStart";
  if (status !== "ACTIVE") return status === "INACTIVE" ? "terminated" : "onLeave";
  if (endDate === null || endDate >= today) return "active";
  return startDate !== null && startDate > endDate ? "active" : "unknown";
}

function isAhead({ startDate }: Person, today: string): boolean {
  return startDate !== null && startDate > today;
}

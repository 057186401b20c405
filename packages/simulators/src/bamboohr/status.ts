import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";

/** The vendor's only two: on leave and not yet begun are not native. */
export function statusOf(person: Person, today: string): "Active" | "Inactive" {
  const waiting = person.offUntilStart && isAhead(person, today);
  return person.left || waiting ? "Inactive" : "Active";
}

/** The truth of one record, with the states that this vendor's flag and dates can tell. */
export function truthOf(person: Person, today: string): TruthRow {
  return {
    id: String(person.id),
    workEmail: person.workEmail,
    firstName: person.firstName,
    lastName: person.lastName,
    department: person.department,
    jobTitle: person.jobTitle,
    employment: employmentOf(person, today),
    startDate: person.startDate,
    endDate: person.endDate,
    managerId: person.managerId === null ? null : String(person.managerId),
  };
}

/** An end date that is over beside an active flag says nothing, unless a later start explains it. */
function employmentOf(person: Person, today: string): TruthRow["employment"] {
  const { startDate, endDate } = person;
  if (isAhead(person, today)) return "preStart";
  if (statusOf(person, today) === "Inactive") return "terminated";
  if (endDate === null || endDate >= today) return "active";
  return startDate !== null && startDate > endDate ? "active" : "unknown";
}

export function isAhead({ startDate }: Person, today: string): boolean {
  return startDate !== null && startDate > today;
}

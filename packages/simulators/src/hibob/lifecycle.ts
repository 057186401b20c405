import { leaveOn } from "../company/leave.ts";
import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";
import { idOf } from "./ids.ts";

/** The statuses that every company has, by their machine values, and the labels that people see. */
export const LIFECYCLES = {
  hired: "Hired",
  employed: "Employed",
  "garden leave": "Garden leave",
  leave: "Leave",
  "parental leave": "Parental leave",
  terminated: "Terminated",
} as const;
export type Lifecycle = keyof typeof LIFECYCLES;

export function lifecycleOf(seed: number, person: Person, today: string): Lifecycle {
  if (person.left) return "terminated";
  if (isAhead(person, today)) return "hired";
  return leaveOn(seed, person, today) ?? "employed";
}

/** This company switches accounts off for parental leave, and for no other. */
export function accountOf(lifecycle: Lifecycle): "Active" | "Inactive" {
  return ["hired", "parental leave", "terminated"].includes(lifecycle) ? "Inactive" : "Active";
}

/** The truth of one record, with the states that the lifecycle and the dates can tell. */
export function truthOf(seed: number, person: Person, today: string): TruthRow {
  return {
    id: idOf(person.id),
    workEmail: person.workEmail,
    firstName: person.firstName,
    lastName: person.lastName,
    department: person.department,
    jobTitle: person.jobTitle,
    employment: employmentOf(person, lifecycleOf(seed, person, today), today),
    startDate: person.startDate,
    endDate: person.endDate,
    managerId: person.managerId === null ? null : idOf(person.managerId),
  };
}

/** Employed beside an end date that is over says nothing, unless a later start explains it. */
function employmentOf(person: Person, lifecycle: Lifecycle, today: string): TruthRow["employment"] {
  const { startDate, endDate } = person;
  if (isAhead(person, today)) return "preStart";
  if (lifecycle === "terminated") return "terminated";
  if (lifecycle !== "employed") return "onLeave";
  if (endDate === null || endDate >= today) return "active";
  return startDate !== null && startDate > endDate ? "active" : "unknown";
}

function isAhead({ startDate }: Person, today: string): boolean {
  return startDate !== null && startDate > today;
}

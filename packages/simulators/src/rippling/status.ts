import { addDays } from "../company/calendar.ts";
import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";
import { userId, workerId } from "./ids.ts";

export type WorkerStatus = "INIT" | "HIRED" | "ACCEPTED" | "ACTIVE" | "TERMINATED";

/** In this company HR drafts joiners early and sends the offer about a quarter of a year ahead. */
export const DRAFTED_DAYS = 90;

/** There is no state for somebody on leave. */
export function statusOf(person: Person, today: string): WorkerStatus {
  if (person.left) return "TERMINATED";
  const { startDate } = person;
  if (startDate === null || startDate <= today) return "ACTIVE";
  if (startDate > addDays(today, DRAFTED_DAYS)) return "INIT";
  return person.offUntilStart ? "HIRED" : "ACCEPTED";
}

/** Taken off the books before the first day: an offer that came to nothing. */
export function neverStarted({ left, startDate, endDate }: Person, today: string): boolean {
  if (!left || startDate === null) return false;
  return startDate > today || (endDate !== null && endDate < startDate);
}

/** The truth of one record, with the states that this vendor can tell. A draft or a lost offer has no first day. */
export function truthOf(person: Person, today: string): TruthRow {
  const status = statusOf(person, today);
  const noFirstDay = status === "INIT" || neverStarted(person, today);
  return {
    id: workerId(person.id),
    personId: userId(person.id),
    workEmail: person.workEmail,
    firstName: person.firstName,
    lastName: person.lastName,
    department: person.department,
    jobTitle: person.jobTitle,
    employment: employmentOf(person, status, today),
    startDate: noFirstDay ? null : person.startDate,
    endDate: person.endDate,
    managerId: person.managerId === null ? null : workerId(person.managerId),
  };
}

/** An end date that is over beside an active state says nothing, unless a later start explains it. */
function employmentOf(person: Person, status: WorkerStatus, today: string): TruthRow["employment"] {
  if (status === "TERMINATED") return "terminated";
  if (status === "INIT") return "unknown";
  if (status !== "ACTIVE") return "preStart";
  const { startDate, endDate } = person;
  if (endDate === null || endDate >= today) return "active";
  return startDate !== null && startDate > endDate ? "active" : "unknown";
}

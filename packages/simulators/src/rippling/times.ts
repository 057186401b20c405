import { addDays } from "../company/calendar.ts";
import type { Company } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import { DRAFTED_DAYS } from "./status.ts";

/** The instant from which the record has been there. */
export function createdAt(person: Person, company: Company): string {
  return iso(createdMs(person, company));
}

/** The instant of the last edit, or of the last change of state, whichever is later. */
export function updatedAt(person: Person, company: Company): string {
  return iso(updatedMs(person, company));
}

export function createdMs({ id, originalStartDate }: Person, company: Company): number {
  const joined = Date.parse(`${originalStartDate ?? "2020-01-01"}T09:00:00.004Z`);
  return company.addedAt(id) ?? Math.min(joined, company.editedAt(id));
}

export function updatedMs(person: Person, company: Company): number {
  const { startDate, endDate, left } = person;
  // A state follows from dates: nobody writes the record when it changes, but it is another one.
  const turns = [
    ...(startDate === null ? [] : [addDays(startDate, -DRAFTED_DAYS), startDate]),
    ...(left && endDate !== null ? [addDays(endDate, 1)] : []),
  ].filter((day) => day <= company.today());
  return Math.max(company.editedAt(person.id), ...turns.map((day) => Date.parse(`${day}T00:00:00Z`)));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

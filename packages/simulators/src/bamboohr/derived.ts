import type { Person } from "../company/person.ts";
import type { View } from "./view.ts";

/** A time as the API writes it: seconds, and an offset with a colon. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}+00:00`;
}

/** When the record was last edited; a date that comes true changes nothing here. */
export function lastChanged({ id }: Person, { world: { company } }: View): string {
  return timestamp(company.editedAt(id));
}

/** The work address of whoever the person reports to, as far as the key may see them. */
export function managerMail({ managerId }: Person, view: View): string | null {
  return managerId === null ? null : (view.find(managerId)?.workEmail ?? null);
}

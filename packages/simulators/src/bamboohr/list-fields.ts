import { hash } from "../company/hash.ts";
import type { Person } from "../company/person.ts";
import type { Topic } from "./keys.ts";
import { statusOf } from "./status.ts";
import type { View } from "./view.ts";

export type FieldValue = string | boolean | null | readonly Team[];

interface Team {
  id: string;
  label: string;
}

/** A field of the employee list: how a filter compares it, and what it holds. */
export interface ListField {
  name: string;
  /** `part`: any part of the text, in either case. `exact`: the whole value. `none`: no filter. */
  filter: "part" | "exact" | "none";
  topic: Topic;
  read: (person: Person, view: View) => FieldValue;
}

type Read = ListField["read"];

const field = (
  name: string,
  filter: ListField["filter"],
  read: Read,
  topic: Topic = "general",
): ListField => ({
  name,
  filter,
  topic,
  read,
});

const TERMINATION_TYPES = ["Resignation (Voluntary)", "Termination (Involuntary)", "End of Contract"];
const TERMINATION_REASONS = ["Relocation", "Another offer", "Performance", null];

/** The standard fields; the list knows no custom ones. */
export const LIST_FIELDS: ReadonlyMap<string, ListField> = new Map(
  [
    field("employeeId", "exact", (person) => String(person.id)),
    field("firstName", "part", (person) => person.firstName),
    field("lastName", "part", (person) => person.lastName),
    field("preferredName", "part", (person) => person.preferredName),
    field("photoUrl", "none", (person, view) => photoUrl(person, view)),
    field("jobTitleName", "part", (person) => person.jobTitle),
    field("status", "exact", (person, view) => statusOf(person, view.today), "status"),
    field("displayName", "part", (person) => displayName(person)),
    field("employeeNumber", "part", (person) => person.employeeNumber),
    field("workEmail", "part", (person) => person.workEmail),
    field("homeEmail", "part", (person) => person.personalEmail, "homeEmail"),
    field("jobTitleId", "exact", (person) => optionId(person.jobTitle)),
    field("departmentName", "part", (person) => person.department, "department"),
    field("departmentId", "exact", (person) => optionId(person.department), "department"),
    field("divisionName", "part", (person) => person.division),
    field("divisionId", "exact", (person) => optionId(person.division)),
    field("locationName", "part", (person) => person.location),
    field("locationId", "exact", (person) => optionId(person.location)),
    field("reportsToId", "exact", (person) => (person.managerId === null ? null : String(person.managerId))),
    field("reportsToName", "part", (person, view) => managerName(person, view)),
    field("isManager", "exact", (person, view) => view.leads(person.id)),
    field("hireDate", "exact", (person) => person.startDate),
    field("originalHireDate", "exact", (person) => person.originalStartDate),
    field("terminationDate", "exact", (person) => person.endDate, "termination"),
    field("terminationType", "part", (person) => terminationType(person), "termination"),
    field("terminationReason", "part", (person) => ifLeft(person, TERMINATION_REASONS), "termination"),
    field("employmentStatusName", "part", (person) => person.employmentStatus),
    field("employmentStatusId", "exact", (person) => optionId(person.employmentStatus)),
    field("teams", "none", (person) => teamsOf(person)),
  ].map((entry) => [entry.name, entry]),
);

/** Always in the answer, whatever was asked for. */
export const DEFAULT_FIELDS: readonly string[] = [
  "employeeId",
  "firstName",
  "lastName",
  "preferredName",
  "photoUrl",
  "jobTitleName",
  "status",
];

/** In this company: the preferred name, else the first one, and the last name. */
export function displayName({ firstName, preferredName, lastName }: Person): string {
  const called = preferredName ?? firstName;
  return lastName === null ? called : `${called} ${lastName}`;
}

/** The name of whoever the person reports to, as far as the key may see them. */
export function managerName(person: Person, view: View): string | null {
  const manager = person.managerId === null ? undefined : view.find(person.managerId);
  return manager === undefined ? null : displayName(manager);
}

/** Signed for each answer anew: it never compares equal. */
export function photoUrl(person: Person, { world }: View): string {
  const now = world.now();
  const signature = hash(world.company.seed, person.id, now % 2 ** 32, Math.floor(now / 2 ** 32)).toString(
    16,
  );
  return `https://resources.bamboohr.com/images/photo_person_${person.id}.png?expires=${now + 900_000}&signature=${signature}`;
}

/** How somebody left; null of those who did not. */
export function terminationType(person: Person): string | null {
  return ifLeft(person, TERMINATION_TYPES);
}

/** The id of an option of one of the company's lists. */
export function optionId(name: string | null): string | null {
  if (name === null) return null;
  const sum = Buffer.from(name).reduce((total, byte) => hash(total, byte), 0);
  return String(18_000 + (sum % 9_000));
}

function ifLeft(person: Person, options: readonly (string | null)[]): string | null {
  return person.left ? (options[person.id % options.length] ?? null) : null;
}

function teamsOf(person: Person): Team[] {
  return person.id % 6 === 0 ? [{ id: "31", label: "Onboarding buddies" }] : [];
}

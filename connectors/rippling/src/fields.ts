import { first, type Mapping, type SourceField } from "@muster/connector-sdk";

/** A standard field: its id is its path in a worker, the objects that come along by `expand` included. */
interface RipplingField extends SourceField {
  /** A whole number by the documents; kept as text like every number that names somebody. */
  isNumber?: true;
}

/** The name of a work location is in a list of its own: a worker has only the id. */
export const WORK_LOCATION = "location.name";

/**
 * What is kept of a worker; everything else that the token may see is dropped unread. Pay, birth dates, private
 * addresses and the reasons of a termination are left out on purpose.
 */
export const FIELDS: readonly RipplingField[] = [
  { id: "id", label: "Worker ID", type: "text" },
  { id: "user_id", label: "User ID", type: "text" },
  { id: "number", label: "Employee number", type: "text", isNumber: true },
  { id: "user.number", label: "Profile number", type: "text" },
  { id: "work_email", label: "Work e-mail", type: "email" },
  { id: "user.emails.work", label: "Work e-mail of the user", type: "email" },
  { id: "user.name.given_name", label: "Legal first name", type: "text" },
  { id: "user.name.family_name", label: "Legal last name", type: "text" },
  { id: "user.name.preferred_given_name", label: "Preferred first name", type: "text" },
  { id: "user.name.preferred_family_name", label: "Preferred last name", type: "text" },
  { id: "user.display_name", label: "Display name", type: "text" },
  { id: "status", label: "Status", type: "text" },
  { id: "start_date", label: "Start date", type: "date" },
  { id: "end_date", label: "End date", type: "date" },
  { id: "title", label: "Title", type: "text" },
  { id: "department_id", label: "Department ID", type: "text" },
  { id: "department.name", label: "Department", type: "text" },
  { id: "level.name", label: "Level", type: "text" },
  { id: "manager_id", label: "Manager (worker ID)", type: "text" },
  { id: "employment_type.label", label: "Employment type", type: "text" },
  { id: "employment_type.type", label: "Employee or contractor", type: "text" },
  { id: "employment_type.amount_worked", label: "Amount worked", type: "text" },
  { id: "location.type", label: "Remote or at a work location", type: "text" },
  { id: WORK_LOCATION, label: "Work location", type: "text" },
  { id: "country", label: "Country", type: "text" },
];

/** An object that comes along only when asked for, and takes the scope of `resource` as well. */
export interface Expansion {
  name: string;
  /** As Rippling names it when the scope is missing. */
  resource: string;
  /** True: whoever lacks it is read without. */
  optional: boolean;
}

/**
 * Objects that a worker names by `<name>_id`. Levels belong to the second tier. Never `compensation`: it is nobody's
 * business here.
 */
export const EXPANSIONS: readonly Expansion[] = [
  { name: "user", resource: "user", optional: false },
  { name: "department", resource: "department", optional: false },
  { name: "level", resource: "level", optional: true },
  { name: "employment_type", resource: "employment-type", optional: true },
];

/** The company's own fields; asked for only where one of them is wanted. */
export const CUSTOM_FIELDS: Expansion = { name: "custom_fields", resource: "custom-field", optional: true };

/** The scope that each resource takes. Rippling REST API reference, the scope of each endpoint. */
export const SCOPES: Readonly<Record<string, string>> = {
  company: "companies.read",
  "custom-field": "custom-fields.read",
  department: "departments.read",
  "employment-type": "employment-types.read",
  level: "levels.read",
  user: "users.read",
  "work-location": "work-locations.read",
  worker: "workers.read",
};

/**
 * The default mapping. Legal names, as in every other source; `user.number` is another number than `number`. Whoever
 * works remotely is at no work location, but in a country.
 */
export const MAPPING: Mapping = {
  orgMemberId: first("number"),
  workEmail: first("work_email", "user.emails.work"),
  firstName: first("user.name.given_name"),
  lastName: first("user.name.family_name"),
  displayName: first("user.display_name"),
  department: first("department.name"),
  jobTitle: first("title"),
  seniority: first("level.name"),
  managerExternalId: first("manager_id"),
  location: first(WORK_LOCATION, "country"),
};

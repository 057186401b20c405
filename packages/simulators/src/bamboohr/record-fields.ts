import type { Person } from "../company/person.ts";
import { CUSTOM_FIELDS } from "./custom-fields.ts";
import { jobLevelOf } from "./job-level.ts";
import type { Topic } from "./keys.ts";
import { displayName, managerName } from "./list-fields.ts";
import { statusOf } from "./status.ts";
import type { View } from "./view.ts";

/** How the older endpoints write a day that is empty. */
const NO_DAY = "0000-00-00";

/** A field of the older endpoints, which call most of them by other names than the list. */
export interface RecordField {
  id: number | string;
  name: string;
  type: string;
  alias?: string;
  deprecated?: true;
  topic: Topic;
  read: (person: Person, view: View) => string | null;
}

type Read = RecordField["read"];

const field = (
  [id, alias, name, type]: [number | string, string, string, string],
  read: Read,
  topic: Topic = "general",
): RecordField => ({ id, name, type, alias, topic, read });

const PREFERRED: Read = (person) => person.preferredName;

/** Standard and custom fields; twins share an id, the deprecated one comes last. */
export const RECORD_FIELDS: readonly RecordField[] = [
  field([1, "firstName", "First Name", "text"], (person) => person.firstName),
  field([2, "lastName", "Last Name", "text"], (person) => person.lastName),
  field([1358, "preferredName", "Preferred Name", "text"], PREFERRED),
  { ...field([1358, "nickname", "Nickname", "text"], PREFERRED), deprecated: true },
  field([-30, "displayName", "Display Name", "text"], (person) => displayName(person)),
  field([15, "workEmail", "Work Email", "email"], (person) => person.workEmail),
  field([1357, "homeEmail", "Home Email", "email"], (person) => person.personalEmail, "homeEmail"),
  field([636, "employeeNumber", "Employee #", "employee_number"], (person) => person.employeeNumber),
  field([4, "department", "Department", "list"], (person) => person.department, "department"),
  field([1355, "division", "Division", "list"], (person) => person.division),
  field([18, "location", "Location", "list"], (person) => person.location),
  field([17, "jobTitle", "Job Title", "list"], (person) => person.jobTitle),
  field([387, "status", "Status", "status"], (person, view) => statusOf(person, view.today), "status"),
  field([16, "employmentHistoryStatus", "Employment Status", "list"], (person) => person.employmentStatus),
  field([3, "hireDate", "Hire Date", "date"], (person) => person.startDate ?? NO_DAY),
  field(
    [4333, "originalHireDate", "Original Hire Date", "date"],
    (person) => person.originalStartDate ?? NO_DAY,
  ),
  field(
    [-38, "terminationDate", "Termination Date", "date"],
    (person) => person.endDate ?? NO_DAY,
    "termination",
  ),
  field([91, "supervisor", "Reporting to", "employee"], (person, view) => managerName(person, view)),
  field([-31, "supervisorEId", "Supervisor EID", "text"], (person) =>
    person.managerId === null ? null : String(person.managerId),
  ),
  // In spite of its name this is the manager's employee number.
  field([-32, "supervisorId", "Supervisor ID", "text"], (person, view) =>
    person.managerId === null ? null : (view.find(person.managerId)?.employeeNumber ?? null),
  ),
  field([-50, "jobLevel", "Job Level", "list"], jobLevelOf),
  ...CUSTOM_FIELDS.map(
    ({ id, alias, label, type, read }): RecordField => ({
      id,
      name: label,
      type,
      ...(alias === undefined ? {} : { alias }),
      topic: "general",
      read,
    }),
  ),
];

/** The field that a request calls by its alias or its id. */
export function recordField(name: string): RecordField | undefined {
  return RECORD_FIELDS.find(({ alias, id }) => alias === name || String(id) === name);
}

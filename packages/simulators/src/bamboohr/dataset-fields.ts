import type { Person } from "../company/person.ts";
import { CUSTOM_FIELDS } from "./custom-fields.ts";
import { lastChanged, managerMail } from "./derived.ts";
import { jobLevelOf } from "./job-level.ts";
import type { Topic } from "./keys.ts";
import { managerName, terminationType } from "./list-fields.ts";
import { isAhead, statusOf } from "./status.ts";
import type { View } from "./view.ts";

/** A field of the employee dataset, whose names are unlike those of every other endpoint. */
export interface DatasetField {
  name: string;
  label: string;
  /** How values compare; only an `option` may be asked for by several values. */
  kind: "text" | "option" | "day" | "time" | "number";
  /** The table or section that it is from. */
  parent: string;
  topic: Topic;
  read: (person: Person, view: View) => string | null;
}

const field = (
  [name, label, kind, parent]: [string, string, DatasetField["kind"], string],
  read: DatasetField["read"],
  topic: Topic = "general",
): DatasetField => ({ name, label, kind, parent, topic, read });

const BASIC = "Basic Information";
const CONTACT = "Contact";
const JOB = "Job Information";
const STATUS = "Employment Status";

/** In the order that discovery tells them. */
export const DATASET_FIELDS: ReadonlyMap<string, DatasetField> = new Map(
  [
    field(["eeid", "Employee ID", "number", BASIC], ({ id }) => String(id)),
    field(["employeeNumber", "Employee #", "text", BASIC], (person) => person.employeeNumber),
    field(["firstName", "First Name", "text", BASIC], (person) => person.firstName),
    field(["lastName", "Last Name", "text", BASIC], (person) => person.lastName),
    field(["preferredName", "Preferred Name", "text", BASIC], (person) => person.preferredName),
    field(["status", "Status", "option", BASIC], datasetStatus, "status"),
    field(["hireDate", "Hire Date", "day", BASIC], (person) => person.startDate),
    field(["originalHireDate", "Original Hire Date", "day", BASIC], (person) => person.originalStartDate),
    field(["lastChanged", "Last Changed", "time", BASIC], lastChanged),
    field(["email", "Work Email", "text", CONTACT], (person) => person.workEmail),
    field(["homeEmail", "Home Email", "text", CONTACT], (person) => person.personalEmail, "homeEmail"),
    field(["employmentStatus", "Employment Status", "option", STATUS], (person) => person.employmentStatus),
    field(["terminationDate", "Termination Date", "day", STATUS], (person) => person.endDate, "termination"),
    field(
      ["employmentStatusTerminationType", "Termination Type", "option", STATUS],
      terminationType,
      "termination",
    ),
    field(
      ["jobInformationDepartment", "Department", "option", JOB],
      (person) => person.department,
      "department",
    ),
    field(["jobInformationDivision", "Division", "option", JOB], (person) => person.division),
    field(["jobInformationLocation", "Location", "option", JOB], (person) => person.location),
    field(["jobInformationJobTitle", "Job Title", "option", JOB], (person) => person.jobTitle),
    field(["jobLevel", "Job Level", "option", JOB], jobLevelOf),
    field(["payBand", "Pay Band", "option", JOB], (person) => payBandOf(person)),
    field(["supervisorEid", "Manager's Employee ID", "number", JOB], ({ managerId }) =>
      managerId === null ? null : String(managerId),
    ),
    field(["supervisorEmail", "Manager's Email", "text", JOB], managerMail),
    field(["supervisorName", "Manager", "text", JOB], managerName),
    ...CUSTOM_FIELDS.flatMap(({ dataset, label, type, read }) =>
      dataset === undefined
        ? []
        : [field([dataset, label, type === "list" ? "option" : "text", "Custom"], read)],
    ),
  ].map((entry) => [entry.name, entry]),
);

/** Here nobody is active before the first day. */
function datasetStatus(person: Person, { today }: View): string {
  return isAhead(person, today) ? "Inactive" : statusOf(person, today);
}

function payBandOf(person: Person): string | null {
  const level = jobLevelOf(person);
  return level === null ? null : `Band ${level.charAt(0)}`;
}

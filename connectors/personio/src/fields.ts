import { first, type Mapping, type SourceField } from "@muster/connector-sdk";

/** What is kept of a person and the latest employment. Birth dates, gender and why somebody left are not. */
export const FIELDS: readonly SourceField[] = [
  { id: "email", label: "Email", type: "email" },
  { id: "first_name", label: "First name", type: "text" },
  { id: "last_name", label: "Last name", type: "text" },
  { id: "preferred_name", label: "Preferred name", type: "text" },
  { id: "status", label: "Status", type: "text" },
  { id: "employment_start_date", label: "Hire date", type: "date" },
  { id: "employment_end_date", label: "Termination date", type: "date" },
  { id: "position.title", label: "Position", type: "text" },
  { id: "department", label: "Department", type: "text" },
  { id: "supervisor.id", label: "Supervisor (id)", type: "text" },
];

/** No number, no level: a company that keeps them has attributes of its own. A preferred name is half a name. */
export const MAPPING: Mapping = {
  workEmail: first("email"),
  firstName: first("first_name"),
  lastName: first("last_name"),
  department: first("department"),
  jobTitle: first("position.title"),
  managerExternalId: first("supervisor.id"),
};

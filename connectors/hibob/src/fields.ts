import { first, type Mapping, type SourceField } from "@muster/connector-sdk";

/** A field by its id in Bob, and how its machine value is told. */
export interface BobField extends SourceField {
  /** `list`: the id of an item of the named list `listId`, or several. `reference`: another person. */
  form: "id" | "text" | "number" | "date" | "list" | "reference" | "labelled";
  listId?: string | undefined;
  /** Where the nested copy has it; absent: by its id. */
  path?: string | undefined;
  /** True for one that only the mapping asks for: of these a value that cannot be read costs nobody the record. */
  isOwn?: true;
}

/**
 * What is asked of Bob. Private mail, birth dates, pay and the reasons of a termination are left out on purpose:
 * nothing is mapped from them, and what is never fetched cannot leak.
 */
export const FIELDS: readonly BobField[] = [
  { id: "root.id", label: "ID", type: "text", form: "id" },
  { id: "root.email", label: "Email", type: "email", form: "text" },
  { id: "root.firstName", label: "First name", type: "text", form: "text" },
  { id: "root.surname", label: "Last name", type: "text", form: "text" },
  { id: "root.displayName", label: "Display name", type: "text", form: "text" },
  { id: "work.employeeIdInCompany", label: "Employee ID in company", type: "text", form: "number" },
  { id: "work.department", label: "Department", type: "text", form: "list", listId: "department" },
  { id: "work.title", label: "Job title", type: "text", form: "list", listId: "title" },
  { id: "employee.orgLevel", label: "Level", type: "text", form: "list", listId: "orgLevels" },
  { id: "work.site", label: "Site", type: "text", form: "text" },
  { id: "work.reportsTo", label: "Reports to (ID)", type: "text", form: "reference" },
  { id: "work.startDate", label: "Start date", type: "date", form: "date" },
  { id: "work.originalStartDate", label: "Original start date", type: "date", form: "date" },
  // The status of the account alone does not tell who left: joiners and people on leave are Inactive too.
  { id: "internal.status", label: "Status", type: "text", form: "text" },
  { id: "internal.lifecycleStatus", label: "Lifecycle status", type: "text", form: "text" },
  { id: "internal.terminationDate", label: "Termination date", type: "date", form: "date" },
];

export const FIELD_IDS: readonly string[] = FIELDS.map((field) => field.id);

/** The default mapping. Never from home.privateEmail: two people may share one. */
export const MAPPING: Mapping = {
  orgMemberId: first("work.employeeIdInCompany"),
  workEmail: first("root.email"),
  firstName: first("root.firstName"),
  lastName: first("root.surname"),
  displayName: first("root.displayName"),
  department: first("work.department"),
  jobTitle: first("work.title"),
  seniority: first("employee.orgLevel"),
  managerExternalId: first("work.reportsTo"),
  location: first("work.site"),
};

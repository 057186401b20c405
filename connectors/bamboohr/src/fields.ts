import { first, type Mapping, type SourceField } from "@muster/connector-sdk";

/** A standard field: its id is the list's name for it, `byId` the name that the look at one person uses. */
interface BambooField extends SourceField {
  byId: string;
  /** Ids and employee numbers: text by the documents, accepted as whole numbers. */
  isId?: true;
}

/**
 * What is asked of BambooHR. Personal mail, birth dates, pay and the reasons of a termination are left out on
 * purpose: nothing is mapped from them, and what is never fetched cannot leak.
 */
export const FIELDS: readonly BambooField[] = [
  { id: "employeeId", label: "Employee ID", type: "text", byId: "id", isId: true },
  { id: "employeeNumber", label: "Employee #", type: "text", byId: "employeeNumber", isId: true },
  { id: "firstName", label: "First Name", type: "text", byId: "firstName" },
  { id: "lastName", label: "Last Name", type: "text", byId: "lastName" },
  { id: "preferredName", label: "Preferred Name", type: "text", byId: "preferredName" },
  { id: "displayName", label: "Display Name", type: "text", byId: "displayName" },
  { id: "workEmail", label: "Work Email", type: "email", byId: "workEmail" },
  { id: "departmentName", label: "Department", type: "text", byId: "department" },
  { id: "divisionName", label: "Division", type: "text", byId: "division" },
  { id: "locationName", label: "Location", type: "text", byId: "location" },
  { id: "jobTitleName", label: "Job Title", type: "text", byId: "jobTitle" },
  // supervisorId is the manager's employee number, not the id: recorded answers matched a number for everyone.
  { id: "reportsToId", label: "Reports To (ID)", type: "text", byId: "supervisorEId", isId: true },
  { id: "status", label: "Status", type: "text", byId: "status" },
  { id: "employmentStatusName", label: "Employment Status", type: "text", byId: "employmentHistoryStatus" },
  { id: "hireDate", label: "Hire Date", type: "date", byId: "hireDate" },
  { id: "originalHireDate", label: "Original Hire Date", type: "date", byId: "originalHireDate" },
  { id: "terminationDate", label: "Termination Date", type: "date", byId: "terminationDate" },
];

/** The `fields` parameter of `GET /api/v1/employees`. */
export const LIST_FIELDS = FIELDS.map((field) => field.id).join(",");

/**
 * The default mapping. Never from bestEmail: it falls back to the private address and would match a wrong account. No
 * seniority: not every company uses levels, and they are not in the list, so that all would pay for them in requests.
 */
export const MAPPING: Mapping = {
  orgMemberId: first("employeeNumber"),
  workEmail: first("workEmail"),
  firstName: first("firstName"),
  lastName: first("lastName"),
  displayName: first("displayName"),
  department: first("departmentName"),
  jobTitle: first("jobTitleName"),
  managerExternalId: first("reportsToId"),
  location: first("locationName"),
};

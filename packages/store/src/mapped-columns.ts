import type { Employee } from "@muster/roster";
import { foldKey } from "@muster/roster";

/**
 * The typed columns that staging, changes and members share, in one order. Their position is the bit of
 * `staging.missing` that says "not returned": what is stored stays.
 */
export const MAPPED_COLUMNS = [
  "org_member_id",
  "work_email",
  "email_key",
  "first_name",
  "last_name",
  "name_key",
  "display_name",
  "department",
  "job_title",
  "seniority",
  "manager_external_id",
  "location",
  "start_date",
  "end_date",
  "attributes",
] as const;

export type MappedColumn = (typeof MAPPED_COLUMNS)[number];

/** The value of each column, undefined where the source did not return it. */
export function mappedValues(employee: Employee): Record<MappedColumn, string | null | undefined> {
  const { fields } = employee;
  return {
    org_member_id: fields.orgMemberId,
    work_email: fields.workEmail,
    email_key: fields.workEmail && foldKey(fields.workEmail),
    first_name: fields.firstName,
    last_name: fields.lastName,
    name_key: nameKey(fields.firstName, fields.lastName),
    display_name: fields.displayName,
    department: fields.department,
    job_title: fields.jobTitle,
    seniority: fields.seniority,
    manager_external_id: fields.managerExternalId,
    location: fields.location,
    start_date: employee.startDate,
    end_date: employee.endDate,
    // Null never: it would read as that of the column, and an attribute that is empty says so by its name.
    attributes: employee.attributes && JSON.stringify(employee.attributes),
  };
}

/** The form in which names are compared; undefined as soon as one part was not returned: half a name would match strangers. */
export function nameKey(
  first: string | null | undefined,
  last: string | null | undefined,
): string | null | undefined {
  if (first === undefined || last === undefined) return undefined;
  const name = [first, last].filter((part) => part !== null).join(" ");
  return name === "" ? null : foldKey(name);
}

import type { MappingTarget } from "@muster/connector-sdk";

/** The fields that a mapping fills, and their columns. */
export const FIELD_COLUMNS = {
  orgMemberId: "org_member_id",
  workEmail: "work_email",
  firstName: "first_name",
  lastName: "last_name",
  displayName: "display_name",
  department: "department",
  jobTitle: "job_title",
  seniority: "seniority",
  managerExternalId: "manager_external_id",
  location: "location",
} as const satisfies Record<MappingTarget, string>;

/** Columns that are derived from a field and go with it. */
export const DERIVED: Readonly<Partial<Record<MappingTarget, "email_key" | "name_key">>> = {
  workEmail: "email_key",
  firstName: "name_key",
  lastName: "name_key",
};

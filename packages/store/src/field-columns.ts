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

// The keys are those of the object.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion
export const FIELDS = Object.entries(FIELD_COLUMNS) as [
  MappingTarget,
  (typeof FIELD_COLUMNS)[MappingTarget],
][];

/** Columns that are derived from a field and go with it. */
export const DERIVED: Readonly<Partial<Record<MappingTarget, "email_key" | "name_key">>> = {
  workEmail: "email_key",
  firstName: "name_key",
  lastName: "name_key",
};

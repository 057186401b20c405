import type { MappingTarget } from "@muster/connector-sdk";
import { z } from "zod";

const days = z.int().min(0).max(3_650);
const names = z.array(z.string().trim().min(1).max(200)).min(1).max(1_000);

/** Whom an integration takes in; compared without regard to case. Absent: whatever the field says. */
export const scopeSchema = z.strictObject({
  departments: names.optional(),
  excludeDepartments: names.optional(),
  locations: names.optional(),
  excludeLocations: names.optional(),
  jobTitles: names.optional(),
  excludeJobTitles: names.optional(),
  seniorities: names.optional(),
  excludeSeniorities: names.optional(),
});
export type Scope = z.output<typeof scopeSchema>;

/** The fields that a scope judges by, each with the list of those it takes in and of those it does not. */
export const SCOPE_FIELDS = [
  { field: "department", only: "departments", not: "excludeDepartments" },
  { field: "location", only: "locations", not: "excludeLocations" },
  { field: "jobTitle", only: "jobTitles", not: "excludeJobTitles" },
  { field: "seniority", only: "seniorities", not: "excludeSeniorities" },
] as const satisfies readonly { field: MappingTarget; only: keyof Scope; not: keyof Scope }[];

/** What of a policy decides about members, besides the numbers of the gate. */
export const membershipShape = {
  /**
   * What a new member becomes: the role they get, and the status once nothing keeps them from it. Without a role they
   * wait for one, before the first day for that; `staged` waits until a person invites them.
   */
  newMembers: z.strictObject({
    role: z.enum(["none", "mentor", "mentee", "both"]),
    status: z.enum(["staged", "invited", "active"]),
  }),
  scope: scopeSchema,
  /** Whether somebody who leaves the scope waits for a person, or leaves like anybody else. */
  outOfScope: z.enum(["review", "auto"]),
  /** Somebody terminated longer ago than that who is employed again waits for a person. */
  reactivateDays: days,
  /** Without a certified run for longer than that, an integration's claims keep nobody active by themselves. */
  staleDays: days,
};

export const DEFAULT_MEMBERSHIP: z.output<z.ZodObject<typeof membershipShape>> = {
  newMembers: { role: "none", status: "active" },
  scope: {},
  outOfScope: "review",
  reactivateDays: 30,
  staleDays: 14,
};

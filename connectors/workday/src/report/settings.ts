import { z } from "zod";

/** How a report writes days: `2026-07-02`, or in the tenant's format with the month or the day first. */
export type DateFormat = "iso" | "mdy" | "dmy";

/** The columns of a report by what they hold; null where the report has none. */
export interface Columns {
  id: string;
  active: string;
  number: string | null;
  status: string | null;
  hireDate: string | null;
  terminationDate: string | null;
  workEmail: string | null;
  firstName: string | null;
  lastName: string | null;
  displayName: string | null;
  jobTitle: string | null;
  seniority: string | null;
  department: string | null;
  managerId: string | null;
  location: string | null;
  userId: string | null;
  universalId: string | null;
}

/** A custom report, as RaaS gives it. */
export interface Report {
  owner: string;
  name: string;
  columns: Columns;
  dateFormat: DateFormat;
  /** Answers to the report's prompts, by their names. */
  prompts: Readonly<Record<string, string>>;
}

// A part of a path: a slash or dots alone would lead elsewhere.
const pathPart = z
  .string()
  .trim()
  .max(200)
  .regex(/^(?!\.+$)[^\p{Cc}/\\?#%]+$/u, "give the name alone, without slash, question mark or per cent sign");
const columnName = z.string().trim().max(200);
const needed = (name: string) => columnName.min(1, "name a column of the report").default(name);
const optional = (name: string | null) =>
  columnName
    .nullable()
    .transform((given) => (given === "" ? null : given))
    .default(name);

/** Column names are the tenant's own; the defaults are common ones. */
const columnsSchema = z.strictObject({
  id: needed("Employee_ID"),
  active: needed("Active"),
  number: optional("Employee_ID"),
  status: optional("Worker_Status"),
  hireDate: optional("Hire_Date"),
  terminationDate: optional("Termination_Date"),
  workEmail: optional("Work_Email"),
  firstName: optional(null),
  lastName: optional(null),
  displayName: optional(null),
  jobTitle: optional(null),
  seniority: optional(null),
  department: optional(null),
  managerId: optional("Manager_ID"),
  location: optional(null),
  userId: optional(null),
  universalId: optional(null),
});

export const reportSchema = z.strictObject({
  owner: pathPart,
  name: pathPart,
  columns: columnsSchema.prefault({}),
  // Never guessed: 10/05 is two days.
  dateFormat: z.enum(["iso", "mdy", "dmy"]).default("iso"),
  prompts: z.record(z.string().min(1).max(200), z.string().max(200)).default({}),
});

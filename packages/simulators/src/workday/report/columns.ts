import { hash } from "../../company/hash.ts";
import type { Row, RowKeys } from "../../kit/list-faults.ts";
import type { Domain } from "../access.ts";
import { levelOf } from "../levels.ts";
import { shownName } from "../person-facts.ts";
import type { Worker } from "../worker.ts";

export const KEYS: RowKeys = {
  id: "Employee_ID",
  managerId: "Manager_ID",
  firstName: "First_Name",
  startDate: "Hire_Date",
  status: "Worker_Status",
};

/** The ways to say that there is nothing; the first one is not to say it. */
const EMPTY = [undefined, "", null] as const;

/** What is not there where a domain is missing. */
const COLUMNS_OF: readonly [Domain, readonly string[]][] = [
  ["staffing", ["Worker_Status", "Active", "Hire_Date", "Original_Hire_Date", "Termination_Date"]],
  ["status", ["Worker_Status", "Active", "Termination_Date"]],
  ["organizations", ["Department", "Supervisory_Organization", "Cost_Centers", "Manager_ID"]],
  ["homeMail", ["Email_-_Primary_Home"]],
];

/** A row of the report: every value is text, and what is empty is told in one of three ways. */
export function reportRow(worker: Worker, lacks: ReadonlySet<Domain>): Row {
  const hidden = new Set(COLUMNS_OF.flatMap(([domain, columns]) => (lacks.has(domain) ? columns : [])));
  const { id } = worker.person;
  const row: Row = {};
  for (const [position, [column, value]] of Object.entries(valuesOf(worker)).entries()) {
    const told = value ?? EMPTY[hash(id, position) % EMPTY.length];
    if (!hidden.has(column) && told !== undefined) row[column] = told;
  }
  return row;
}

function valuesOf(worker: Worker): Record<string, string | object | null> {
  const { person, name, status, job } = worker;
  const { workEmail, personalEmail, department, jobTitle, location } = person;
  const { first, last } = shownName(person);
  const manager = job?.manager ?? null;
  return {
    Employee_ID: name.number,
    Work_Email: workEmail,
    First_Name: first,
    Last_Name: last,
    Department: job === null ? null : department,
    // The name of such an organization holds its manager's, and changes with it.
    Supervisory_Organization:
      job === null || department === null
        ? null
        : `${department} (${job.chain.at(-1)?.manager?.descriptor ?? "Vacant"})`,
    Business_Title: job === null ? null : jobTitle,
    Management_Level: job === null || jobTitle === null ? null : levelOf(jobTitle).name,
    Worker_Status: statusName(worker),
    Active: status.active ? "1" : "0",
    Hire_Date: status.hireDate,
    Termination_Date: status.terminationDate,
    Manager_ID: manager?.numberType === "Employee_ID" ? manager.number : null,
    Location: job === null ? null : location,
    "Email_-_Primary_Home": personalEmail,
    Original_Hire_Date: inTenantFormat(status.originalHireDate),
    Cost_Centers: (job?.organizations ?? [])
      .filter(({ type }) => type === "COST_CENTER")
      .map(({ code, name: label }) => ({ Code: code, Name: label })),
  };
}

/** Some leavers have none: their flag and their last day tell. */
function statusName({ person, status }: Worker): string | null {
  if (status.phase === "employed") return status.onLeave ? "On Leave" : "Active";
  return status.phase === "left" && person.id % 3 !== 0 ? "Terminated" : null;
}

function inTenantFormat(day: string | null): string | null {
  const [year, month, date] = day?.split("-") ?? [];
  return year === undefined ? null : `${month}/${date}/${year}`;
}

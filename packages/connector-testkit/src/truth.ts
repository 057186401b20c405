import type { Employee } from "@muster/roster";
import type { TruthRow } from "@muster/simulators";

const NAMES = [
  "id",
  "workEmail",
  "firstName",
  "lastName",
  "department",
  "jobTitle",
  "employment",
  "startDate",
  "endDate",
  "managerId",
] as const satisfies readonly (keyof TruthRow)[];

/** An employee in the words of the simulator's truth. Undefined: not returned. */
function factsOf(employee: Employee): Readonly<Record<(typeof NAMES)[number], string | null | undefined>> {
  const { externalId: id, employment, startDate, endDate, fields } = employee;
  const { workEmail, firstName, lastName, department, jobTitle, managerExternalId: managerId } = fields;
  return {
    id,
    workEmail,
    firstName,
    lastName,
    department,
    jobTitle,
    employment,
    startDate,
    endDate,
    managerId,
  };
}

/** The names of what an employee and the truth do not agree on. */
export function differences(employee: Employee, truth: TruthRow): string[] {
  const seen = factsOf(employee);
  return NAMES.filter((name) => seen[name] !== truth[name]);
}

/** The names of what the truth holds and the employee calls empty: it would wipe what is stored. */
export function wiped(employee: Employee, truth: TruthRow): string[] {
  const seen = factsOf(employee);
  return NAMES.filter((name) => seen[name] === null && truth[name] !== null);
}

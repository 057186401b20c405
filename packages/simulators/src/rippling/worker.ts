import type { Company } from "../company/company.ts";
import { extrasOf } from "../company/extras.ts";
import type { Person } from "../company/person.ts";
import type { Row } from "../kit/list-faults.ts";
import { optionId, userId, workerId } from "./ids.ts";
import { neverStarted, statusOf } from "./status.ts";
import { createdAt, updatedAt } from "./times.ts";

/** Objects that a worker refers to by id, and the resource whose scope their content takes. */
export const EXPANSIONS: ReadonlyMap<string, string> = new Map([
  ["user", "user"],
  ["manager", "worker"],
  ["legal_entity", "legal-entity"],
  ["employment_type", "employment-type"],
  ["compensation", "compensation"],
  ["department", "department"],
  ["teams", "team"],
  ["level", "level"],
  ["job_function", "job-function"],
  ["custom_fields", "custom-field"],
  ["business_partners", "business-partner"],
]);

const COUNTRIES: Readonly<Record<string, string>> = {
  Austin: "US",
  Montréal: "CA",
  "Remote US": "US",
  Dublin: "IE",
  Kraków: "PL",
  München: "DE",
  Singapore: "SG",
};
const LEAVING = ["VOLUNTARY", "INVOLUNTARY", "RETIREMENT", "ABANDONMENT"];
const LOST_OFFERS = ["OFFER_DECLINED", "RESCIND", "RENEGE"];

/** Where a name lies while a fault may spoil it; `settle` puts it in its place. */
export const GIVEN_NAME = "given_name";

/** A worker with everything in it that has an id there; what was not asked for is null. */
export function workerRow(person: Person, company: Company, expand: ReadonlySet<string>): Row {
  const today = company.today();
  const { id, department, jobTitle, location } = person;
  const level = jobTitle === null ? null : levelOf(jobTitle);
  const employment = employmentType(person);
  const expanded = (name: string, value: object | null): object | null => (expand.has(name) ? value : null);
  return {
    id: workerId(id),
    created_at: createdAt(person, company),
    updated_at: updatedAt(person, company),
    user_id: userId(id),
    manager_id: person.managerId === null ? null : workerId(person.managerId),
    manager: null,
    number: id,
    work_email: mailOnTheUser(person) ? null : person.workEmail,
    personal_email: person.personalEmail,
    status: statusOf(person, today),
    start_date: person.startDate,
    end_date: person.endDate,
    title: jobTitle,
    department_id: department === null ? null : optionId("department", department),
    department: expanded(
      "department",
      department === null ? null : { id: optionId("department", department), name: department },
    ),
    level_id: level?.id ?? null,
    level: expanded("level", level),
    employment_type_id: employment?.id ?? null,
    employment_type: expanded("employment_type", employment),
    teams_id: [],
    teams: expanded("teams", []),
    location: {
      type: location?.startsWith("Remote") === false ? "WORK" : "REMOTE",
      work_location_id:
        location === null || location.startsWith("Remote") ? null : optionId("location", location),
    },
    country: location === null ? null : (COUNTRIES[location] ?? null),
    date_of_birth: null,
    termination_details: person.left ? terminationOf(person, today) : null,
    compensation: expanded("compensation", { annual_compensation: { value: 71_000, currency_type: "EUR" } }),
    custom_fields: expanded("custom_fields", customValues(company.seed, id)),
    user: expanded("user", userOf(person, company)),
    [GIVEN_NAME]: person.firstName,
  };
}

/** The row as it is sent. */
export function settle({ [GIVEN_NAME]: given, ...row }: Row): Row {
  const { user } = row;
  if (typeof user !== "object" || user === null || !("name" in user)) return row;
  const { name } = user;
  const whole = typeof name === "object" ? { ...name, given_name: given } : name;
  return { ...row, user: { ...user, name: whole } };
}

/** The company's own fields, by the titles of their definitions; what is empty is not told. */
export function customValues(seed: number, id: number): { name: string; value: string }[] {
  const { shirtSize, guild, costCode } = extrasOf(seed, id);
  return [
    { name: "Shirt size", value: shirtSize },
    ...(guild === null ? [] : [{ name: "Guild", value: guild }]),
    { name: "Cost code", value: costCode },
  ];
}

/** The human behind a worker. */
export function userOf(person: Person, company: Company): object {
  const { id, firstName, lastName, preferredName, personalEmail, workEmail } = person;
  const emails = [
    ...(personalEmail === null ? [] : [{ value: personalEmail, type: "HOME", display: personalEmail }]),
    ...(workEmail === null ? [] : [{ value: workEmail, type: "WORK", display: workEmail }]),
  ];
  const called = preferredName ?? firstName;
  return {
    id: userId(id),
    created_at: createdAt(person, company),
    updated_at: updatedAt(person, company),
    active: statusOf(person, company.today()) === "ACTIVE",
    username: workEmail ?? personalEmail,
    number: person.employeeNumber,
    display_name: lastName === null ? called : `${called} ${lastName}`,
    name: {
      formatted: lastName === null ? firstName : `${firstName} ${lastName}`,
      given_name: firstName,
      middle_name: null,
      family_name: lastName,
      preferred_given_name: preferredName,
      preferred_family_name: null,
    },
    emails,
  };
}

/** Some addresses are entered on the user alone. */
function mailOnTheUser({ id }: Person): boolean {
  return id % 10 === 0;
}

export function levelOf(jobTitle: string): { id: string; name: string; global_level: number; rank: number } {
  const [name, level] = /^(VP|Head|Chief)/.test(jobTitle)
    ? ["Executive", 8]
    : /^(Senior|Staff)|Manager$/.test(jobTitle)
      ? ["Senior", 5]
      : ["Professional", 3];
  return { id: optionId("level", name), name, global_level: level, rank: level };
}

interface EmploymentType {
  id: string;
  label: string;
  /** Absent from a type that the company made itself. */
  name?: string;
  type: "EMPLOYEE" | "CONTRACTOR";
  amount_worked: string;
}

export function employmentType({
  employmentStatus,
}: Pick<Person, "employmentStatus">): EmploymentType | null {
  if (employmentStatus === null) return null;
  const id = optionId("employment", employmentStatus);
  if (employmentStatus === "Contractor") {
    return { id, label: "Contractor", type: "CONTRACTOR", amount_worked: "TEMPORARY" };
  }
  return employmentStatus === "Part-Time"
    ? { id, label: "Part-time", name: "SALARIED_PT", type: "EMPLOYEE", amount_worked: "PART-TIME" }
    : { id, label: "Full-time", name: "SALARIED_FT", type: "EMPLOYEE", amount_worked: "FULL-TIME" };
}

function terminationOf(person: Person, today: string): object {
  const types = neverStarted(person, today) ? LOST_OFFERS : LEAVING;
  return { type: types[person.id % types.length], reason: "Relocation" };
}

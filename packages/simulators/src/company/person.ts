import { addDays } from "./calendar.ts";
import { choose, hash } from "./hash.ts";
import { nameAt } from "./names.ts";
import {
  CHIEF,
  DEPARTMENTS,
  LOCATIONS,
  departmentOf,
  headsDepartment,
  leads,
  managerOf,
} from "./structure.ts";
import { TRAIT } from "./traits.ts";

/** The domain of every work address: a reserved one, so that no message can ever arrive. */
export const MAIL_DOMAIN = "acme.test";
/** The company's own name for the employment of somebody who has left. */
export const LEFT_STATUS = "Terminated";

const EMPLOYMENT_STATUSES = ["Full-Time", "Full-Time", "Full-Time", "Full-Time", "Part-Time", "Contractor"];

/** One employee record as HR keeps it, before any vendor gives it a shape. Days are YYYY-MM-DD. */
export interface Person {
  /** The record's number, from 1; a vendor makes its own id from it. */
  id: number;
  firstName: string;
  lastName: string | null;
  preferredName: string | null;
  workEmail: string | null;
  personalEmail: string | null;
  /** Given by the company, may begin with zeros, is no id: number "1041" and "01041" are two people. */
  employeeNumber: string | null;
  department: string | null;
  division: string | null;
  location: string | null;
  jobTitle: string | null;
  /** From a list the company made up; blank now and then. */
  employmentStatus: string | null;
  managerId: number | null;
  startDate: string | null;
  originalStartDate: string | null;
  /** The last day worked. */
  endDate: string | null;
  /** HR has switched the record off. It happens with an end date, but it is a fact of its own. */
  left: boolean;
  /** Not switched on before the first day; some companies do it, some do not. */
  offUntilStart: boolean;
}

/** What one vendor's company has to have: people of the first day, changed. `founder` gives another one as made. */
export type FounderShape = (
  person: Person,
  company: { seed: number; founders: number; today: string; founder: (id: number) => Person },
) => Person;

/** Person `index` (from 0) of the `count` who are there on the first day, `today`. */
export function founderAt(seed: number, index: number, count: number, today: string): Person {
  const every = (n: number, trait: number): boolean => (index + hash(seed, trait)) % n === 0;
  const dates = datesOf(seed, index, today, every(7, TRAIT.left) && !leads(index, count));
  const work = workOf(seed, index, dates.left && every(9, TRAIT.emptyLeaver));
  return {
    id: index + 1,
    ...identityOf(seed, index),
    ...work,
    ...placeAt(seed, index),
    employmentStatus: every(50, TRAIT.employmentStatus)
      ? null
      : dates.left
        ? LEFT_STATUS
        : choose(EMPLOYMENT_STATUSES, hash(seed, TRAIT.employmentStatus, index)),
    ...dates,
    offUntilStart: false,
  };
}

/** Names, addresses and number of the n-th person who ever joined. */
export function identityOf(
  seed: number,
  n: number,
): Pick<
  Person,
  "firstName" | "lastName" | "preferredName" | "workEmail" | "personalEmail" | "employeeNumber"
> {
  const every = (m: number, trait: number): boolean => (n + hash(seed, trait)) % m === 0;
  const { mailbox, ...name } = nameAt(seed, n);
  // With a zero in front comes the number of the neighbour: a reader that drops zeros makes one of two people.
  const number = every(17, TRAIT.leadingZero) ? `0${999 + n}` : String(1000 + n);
  return {
    ...name,
    workEmail: every(25, TRAIT.workEmail) ? null : `${mailbox}@${MAIL_DOMAIN}`,
    personalEmail: hash(seed, TRAIT.personalEmail, n) % 5 < 3 ? `${mailbox}@mail.test` : null,
    employeeNumber: every(24, TRAIT.employeeNumber) ? null : number,
  };
}

/** Where the n-th person sits. */
export function placeAt(seed: number, n: number): Pick<Person, "location" | "division"> {
  const { name, division } = choose(LOCATIONS, hash(seed, TRAIT.location, n));
  return { location: name, division };
}

function workOf(
  seed: number,
  index: number,
  empty: boolean,
): Pick<Person, "department" | "jobTitle" | "managerId"> {
  if (index === 0) return { department: CHIEF.department, jobTitle: CHIEF.title, managerId: null };
  if (empty) return { department: null, jobTitle: null, managerId: null };
  const department = choose(DEPARTMENTS, departmentOf(index));
  const manager = managerOf(index);
  return {
    department: department.name,
    jobTitle: headsDepartment(index)
      ? department.head
      : choose(department.titles, hash(seed, TRAIT.jobTitle, index)),
    managerId: manager === null ? null : manager + 1,
  };
}

function datesOf(
  seed: number,
  index: number,
  today: string,
  left: boolean,
): Pick<Person, "startDate" | "originalStartDate" | "endDate" | "left"> {
  const service = hash(seed, TRAIT.startDate, index);
  if (left) {
    const endDate = addDays(today, -1 - (hash(seed, TRAIT.endDate, index) % 900));
    const startDate = addDays(endDate, -30 - (service % 2500));
    return { startDate, originalStartDate: startDate, endDate, left };
  }
  const startDate = addDays(today, -(service % 4000));
  if ((index + hash(seed, TRAIT.rehired)) % 80 !== 0) {
    return { startDate, originalStartDate: startDate, endDate: null, left };
  }
  // Came back once: some keep the old last day on the record, which then lies before the new first day.
  const endDate = service % 2 === 0 ? addDays(startDate, -90) : null;
  return { startDate, originalStartDate: addDays(startDate, -1000), endDate, left };
}

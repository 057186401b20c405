import { addDays } from "../company/calendar.ts";
import { hash } from "../company/hash.ts";
import { LEFT_STATUS, MAIL_DOMAIN, type FounderShape, type Person } from "../company/person.ts";
import { leads } from "../company/structure.ts";
import { TRAIT } from "../company/traits.ts";
import { numberOf } from "./person-facts.ts";
import { createWorkforce, type Pair, STRANGERS } from "./workforce.ts";

type Company = Parameters<FounderShape>[1];

/** Two colleagues in so many share a mailbox. */
const SHARED_MAIL = { every: 200, first: 32 };
/** A hire that came to nothing: one says so, the other does not. */
const NO_SHOWS = { every: 250, first: 61 };
/** A team whose leader left not long ago. */
const VACANCIES = { every: 500, first: 10, days: 20 };

/** A company of employees, with what Workday has to show. */
export const employeesShape: FounderShape = (person, company) => {
  const { id } = person;
  const leader = leads(id - 1, company.founders);
  if (leader && id % VACANCIES.every === VACANCIES.first) {
    return gone(person, addDays(company.today, -VACANCIES.days));
  }
  const mailbox = id % SHARED_MAIL.every;
  if (mailbox === SHARED_MAIL.first || mailbox === SHARED_MAIL.first + 1) {
    return { ...person, workEmail: `desk${Math.floor(id / SHARED_MAIL.every)}@${MAIL_DOMAIN}` };
  }
  const hire = id % NO_SHOWS.every;
  if (!leader && (hire === NO_SHOWS.first || hire === NO_SHOWS.first + 1)) {
    const startDate = addDays(company.today, -45);
    return { ...gone(person, addDays(startDate, -1)), startDate, originalStartDate: startDate };
  }
  return person;
};

/** The same with contingent workers, some of whom are or were employees. */
export const workersShape: FounderShape = (person, company) => {
  const pair = createWorkforce(company.seed, company.founders).pairOf(person.id);
  if (pair !== undefined) return oneOfTwo(person, pair, company);
  const shaped = employeesShape(person, company);
  if (person.id !== STRANGERS.contingent) return shaped;
  return { ...shaped, employeeNumber: numberOf(company.founder(STRANGERS.employee)) };
};

function oneOfTwo(person: Person, pair: Pair, company: Company): Person {
  const { seed, today, founder } = company;
  const lot = hash(seed, TRAIT.contingent, pair.employee);
  const staff = founder(pair.employee);
  const lastOnStaff = addDays(today, -10 - (lot % 300));
  if (person.id === pair.employee) {
    if (!pair.leftStaff) return person;
    const startDate = addDays(lastOnStaff, -400 - (lot % 900));
    return { ...gone(person, lastOnStaff), startDate, originalStartDate: startDate };
  }
  const { firstName, lastName, preferredName, workEmail, personalEmail } = staff;
  const same = {
    firstName,
    lastName,
    preferredName,
    workEmail,
    personalEmail,
    employeeNumber: numberOf(staff),
  };
  if (pair.leftStaff) {
    const startDate = addDays(lastOnStaff, 1);
    return { ...person, ...same, startDate, originalStartDate: startDate, endDate: null, left: false };
  }
  // The last day of one contract, and the next day is the first of the other.
  const endDate = addDays(staff.originalStartDate ?? today, -1);
  const startDate = addDays(endDate, -200 - (lot % 700));
  return { ...gone({ ...person, ...same }, endDate), startDate, originalStartDate: startDate };
}

function gone(person: Person, endDate: string): Person {
  return { ...person, endDate, left: true, employmentStatus: LEFT_STATUS };
}

import { type PlainDate, plainDate, type SourceRecord } from "@muster/connector-sdk";

/** A company of the benchmark: its people are computed from their numbers, so that a million of them take no memory. */
export interface Company {
  domain: string;
  people: number;
  /** Each step changes 1 % of the people and lets 0.2 % leave; 0 is the company as it was founded. */
  generation: number;
}

const FIRST = ["Ada", "Ben", "Cleo", "Dara", "Emil", "Fay", "Gus", "Hana", "Ivo", "June", "Kofi", "Lena"];
const MIDDLE = ["", "Ann ", "Bo ", "Cy ", "Di ", "Eli ", "Flo ", "Gil ", "Hal ", "Ida ", "Jo ", "Kay "];
const LAST = ["Abel", "Brandt", "Costa", "Dietz", "Eriksen", "Fontaine", "Grant", "Haddad", "Ito", "Jansen"];
const SUFFIX = ["", "-Adams", "-Berg", "-Cole", "-Dahl", "-Eden", "-Fox", "-Gray", "-Hill", "-Iyer", "-Jung"];
const DEPARTMENTS = [
  "Engineering",
  "Sales",
  "Support",
  "Finance",
  "People",
  "Legal",
  "Marketing",
  "Research",
];
const LOCATIONS = ["Berlin", "London", "New York", "Oslo", "Paris", "Singapore", "Toronto", "Zurich"];
const TITLES = ["Analyst", "Consultant", "Engineer", "Lead", "Manager", "Partner", "Specialist", "Director"];
const LEVELS = ["Junior", "Mid", "Senior", "Lead", "Principal"];

const START: PlainDate = plainDate("2021-03-01");
const LAST_DAY: PlainDate = plainDate("2026-01-31");

/** How many generations after the founding a person changes, and leaves. */
const CHANGES_EVERY = 100;
const LEAVES_EVERY = 500;

/** The person of a number as the vendor gives them in this generation. */
export function recordOf({ domain, generation }: Company, number: number): SourceRecord {
  const first = `${pick(MIDDLE, number / 12)}${pick(FIRST, number)}`;
  const last = `${pick(LAST, number / 144)}${pick(SUFFIX, number / 1440)}${pick(SUFFIX, number / 15_840)}`;
  const left = hasLeft(number, generation);
  return {
    externalId: `e${number}`,
    vendorStatus: left ? "terminated" : "active",
    startDate: START,
    endDate: left ? LAST_DAY : null,
    fields: {
      number: `N${100_000 + number}`,
      workEmail: `${first.toLowerCase().replace(" ", ".")}.${last.toLowerCase()}.${number}@${domain}`,
      firstName: first,
      lastName: last,
      displayName: `${first} ${last}`,
      department: pick(DEPARTMENTS, number / 3),
      jobTitle: `${pick(LEVELS, number / 7)} ${pick(TITLES, number + timesChanged(number, generation))}`,
      level: pick(LEVELS, number / 7),
      location: pick(LOCATIONS, number / 11),
      manager: `e${Math.floor(number / 10)}`,
    },
  };
}

/** Everybody in pages, as a vendor's list gives them, from a person on. */
export function* recordsFrom(company: Company, start: number, pageSize: number): Generator<SourceRecord[]> {
  for (let at = start; at < company.people; at += pageSize) {
    const size = Math.min(pageSize, company.people - at);
    yield Array.from({ length: size }, (_, place) => recordOf(company, at + place));
  }
}

function timesChanged(number: number, generation: number): number {
  return Math.floor((generation + CHANGES_EVERY - 1 - (number % CHANGES_EVERY)) / CHANGES_EVERY);
}

function hasLeft(number: number, generation: number): boolean {
  // 7 and 500 have no common divisor: each generation lets another part go.
  return generation > 0 && (number * 7) % LEAVES_EVERY < generation;
}

function pick(words: readonly string[], place: number): string {
  return words[Math.floor(place) % words.length] ?? "";
}

/** What the vendor calls somebody; null: it has no flag, and the dates alone tell. */
export type Flag = "active" | "onLeave" | "terminated" | "unknown" | null;

/** One record of a person, as the books of one source have it. Days are `YYYY-MM-DD`. */
export interface Entry {
  id: string;
  /** The true person, whatever the source says of whose record it is. */
  person: string;
  source: number;
  flag: Flag;
  start: string;
  end: string | null;
  name: string;
  email: string | null;
  department: string | null;
  /** What the by-id look says of somebody whom the list leaves out; null: the list has them. */
  hidden: "found" | "gone" | "forbidden" | null;
  /** The source sends it in a form that nobody can read. */
  damaged: boolean;
}

/** The truth about a company, whatever its sources answer, and nothing of Muster. */
export interface Company {
  /** By external id, which is unique across sources. */
  entries: Map<string, Entry>;
  sources: number;
  /** The moment, in milliseconds. */
  now: number;
  /** Numbers for new ids, people and addresses. */
  next: number;
}

export const HOUR = 3_600_000;
const FIRST_DAY = Date.UTC(2026, 2, 2, 9);
const DEPARTMENTS = ["Sales", "Legal", "Finance", "Support"];

/** A company of `size` people whose work goes on, with all of them in the first source. */
export function newCompany(size: number, sources: number): Company {
  const company: Company = { entries: new Map(), sources, now: FIRST_DAY, next: 1 };
  for (let count = 0; count < size; count += 1) hire(company, { start: "2020-01-06" });
  return company;
}

/** The calendar day in UTC, so many days on. */
export function dayOf(now: number, plus = 0): string {
  return new Date(now + plus * 24 * HOUR).toISOString().slice(0, 10);
}

export function today(company: Company, plus = 0): string {
  return dayOf(company.now, plus);
}

/** Every digit three times: no two addresses are nearly the same by chance. */
export function addressOf(number: number, mark = "h"): string {
  return `${mark}${String(number).replaceAll(/./g, "$&$&$&")}@acme.test`;
}

/** Somebody new, or another record of somebody. */
export function hire(company: Company, given: Partial<Entry> = {}): Entry {
  const number = company.next++;
  const entry: Entry = {
    id: `r${number}`,
    person: `h${number}`,
    source: 0,
    flag: "active",
    start: today(company),
    end: null,
    name: `Name${number} Of${number}`,
    email: addressOf(number),
    department: DEPARTMENTS[number % DEPARTMENTS.length] ?? null,
    hidden: null,
    damaged: false,
    ...given,
  };
  company.entries.set(entry.id, entry);
  return entry;
}

/** Whether the truth has the person at work, or about to begin, by this record. */
export function isAtWork(company: Company, entry: Entry): boolean {
  if (entry.start > today(company)) return true;
  if (entry.flag === "terminated") return false;
  return entry.flag !== null || entry.end === null || entry.end >= today(company) || entry.start > entry.end;
}

/** Whether a later record of the company's own can be told from what the source says of this one. */
function isKnownState(company: Company, entry: Entry): boolean {
  return (
    entry.flag !== "unknown" &&
    !(entry.flag === "active" && entry.end !== null && entry.end < today(company) && entry.start <= entry.end)
  );
}

/** The answers of every source are whole from now on, and of somebody. */
export function calm(company: Company): void {
  const entries = [...company.entries.values()];
  for (let source = 0; source < company.sources; source += 1) {
    if (entries.every((entry) => entry.source !== source)) hire(company, { source });
  }
  for (const entry of company.entries.values()) {
    entry.hidden = null;
    entry.damaged = false;
    if (!isKnownState(company, entry)) Object.assign(entry, { flag: "active", end: null });
  }
}

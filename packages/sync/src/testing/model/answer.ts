import type { Company, Entry, Flag } from "./company.ts";

/** How one read goes wrong. `amount` is how many records it hits. */
export type Fault =
  | "none"
  | "noLastPage"
  | "repeatedCursor"
  | "wrongTotal"
  | "duplicates"
  | "unlikeDuplicates"
  | "unreadable"
  | "nameless"
  | "departmentWithheld"
  | "departmentBlank"
  | "empty";

/** A record as the source shows it. A department that is undefined was not returned. */
export interface Shown {
  id: string;
  /** Of whom it is, where the source tells. */
  person?: string;
  flag: Flag;
  start: string;
  end: string | null;
  name: string;
  email: string | null;
  department: string | null | undefined;
}

/** All that one read was answered with. */
export interface Answer {
  mode: "full" | "changes";
  /** In the order in which they came, some of them twice. */
  rows: Shown[];
  /** Ids whose records cannot be read. */
  unreadable: string[];
  /** Records of which not even the id can be read. */
  nameless: number;
  total: number | null;
  ends: "whole" | "noLastPage" | "repeatedCursor";
  withheld: boolean;
}

export interface SourceHabits {
  source: number;
  /** Whether it tells how many people there are. */
  counts: boolean;
  /** Whether it tells which records are of one person. */
  namesPersons: boolean;
  canLook: boolean;
  listsLeavers: boolean;
}

/** What a source answers at this moment about everybody, or about those of `changed`. */
export function answerOf(
  company: Company,
  habits: SourceHabits,
  { fault, amount, changed }: { fault: Fault; amount: number; changed: ((id: string) => boolean) | null },
): Answer {
  const listed = [...company.entries.values()].filter(
    (entry) => entry.source === habits.source && entry.hidden === null && (changed?.(entry.id) ?? true),
  );
  const hit = fault === "empty" ? [] : listed.slice(0, amount);
  const broken = listed.filter((entry) => entry.damaged || (fault === "unreadable" && hit.includes(entry)));
  const present = fault === "empty" ? [] : listed;
  const rows = present.filter((entry) => !broken.includes(entry)).map((entry) => shown(entry, habits, fault));
  const again = rows.slice(0, fault === "duplicates" || fault === "unlikeDuplicates" ? amount : 0);
  rows.push(...again.map((row) => (fault === "duplicates" ? row : { ...row, department: "Twice" })));
  const cut = fault === "wrongTotal" ? amount : 0;
  return {
    mode: changed ? "changes" : "full",
    rows: rows.slice(0, Math.max(0, rows.length - cut)),
    unreadable: present.filter((entry) => broken.includes(entry)).map((entry) => entry.id),
    nameless: fault === "nameless" ? 1 : 0,
    total: habits.counts ? present.length : null,
    ends: fault === "noLastPage" || fault === "repeatedCursor" ? fault : "whole",
    withheld: fault === "departmentWithheld",
  };
}

export function shown(entry: Entry, habits: SourceHabits, fault: Fault): Shown {
  const { id, flag, start, end, name, email } = entry;
  const department =
    fault === "departmentWithheld" ? undefined : fault === "departmentBlank" ? null : entry.department;
  return {
    id,
    ...(habits.namesPersons && { person: entry.person }),
    flag,
    start,
    end,
    name,
    email,
    department,
  };
}

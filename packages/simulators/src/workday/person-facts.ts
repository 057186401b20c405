import type { Person } from "../company/person.ts";
import type { Workforce } from "./workforce.ts";

/** The number that stands in Employee_ID or Contingent_Worker_ID: never empty, not always digits. */
export function numberOf({ id, employeeNumber }: Person): string {
  return employeeNumber ?? `ZK${20_000 + id}`;
}

/** The account: one for both records of a person; null where there is none. */
export function userIdOf({ id }: Person, { pairOf }: Workforce): string | null {
  const pair = pairOf(id);
  if (pair === undefined && id % 31 === 7) return null;
  return `w${100_000 + (pair?.employee ?? id)}`;
}

/** An ID of the human: optional, and the same on all of their records. */
export function universalIdOf({ id }: Person, { pairOf }: Workforce): string | null {
  const base = pairOf(id)?.employee ?? id;
  return base % 80 === 25 || base % 7 === 0 ? `UNI-${String(base).padStart(7, "0")}` : null;
}

/** What the person is called: by the name they prefer. */
export function shownName({ firstName, preferredName, lastName }: Person): {
  first: string;
  last: string | null;
} {
  return { first: preferredName ?? firstName, last: lastName };
}

const LOCAL_LAST = new Map([
  ["Aoki", "青木"],
  ["Chen", "陳"],
  ["Fujimoto", "藤本"],
  ["Kim", "김"],
  ["Nakamura", "中村"],
  ["Park", "박"],
  ["Saito", "斎藤"],
  ["Suzuki", "鈴木"],
  ["Tanaka", "田中"],
  ["Wang", "王"],
  ["Yamada", "山田"],
  ["Zhou", "周"],
]);
const LOCAL_FIRST = ["弘", "健二", "花", "海斗", "明", "美"];

/** The name in the person's own script, where the tenant keeps one. */
export function localName({ id, lastName }: Person): string | null {
  const last = lastName === null ? undefined : LOCAL_LAST.get(lastName);
  return last === undefined ? null : `${last} ${LOCAL_FIRST[id % LOCAL_FIRST.length]}`;
}

/** First name and last name, as one line. */
export function whole({ first, last }: { first: string; last: string | null }): string {
  return last === null ? first : `${first} ${last}`;
}

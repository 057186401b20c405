import type { Company } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import { listOf, splitAt, type Token, tokensOf } from "../kit/condition.ts";
import { userId } from "./ids.ts";
import { statusOf } from "./status.ts";
import { createdMs, updatedMs } from "./times.ts";

export interface Filter {
  passes: Passes;
  /** Nobody passes who is the same since before this time (ms); undefined: no such bound. */
  updatedSince?: number | undefined;
}

type Passes = (person: Person, company: Company) => boolean;

type Value = string | number;

/** What of a worker can be compared, and with what: a text, or an instant in milliseconds. */
interface FilterField {
  read: (person: Person, company: Company) => Value | null;
  /** Undefined for a text that is no value of the field. */
  parse: (text: string) => Value | undefined;
}

const ofText = (read: FilterField["read"]): FilterField => ({ read, parse: (value) => value });
const ofTime = (read: FilterField["read"]): FilterField => ({ read, parse: instantOf });

const FIELDS: ReadonlyMap<string, FilterField> = new Map([
  ["status", ofText((person, company) => statusOf(person, company.today()))],
  ["work_email", ofText((person) => person.workEmail)],
  ["user_id", ofText((person) => userId(person.id))],
  ["created_at", ofTime(createdMs)],
  ["updated_at", ofTime(updatedMs)],
]);

const COMPARE: Readonly<Record<string, (held: Value, wanted: Value) => boolean>> = {
  eq: (held, wanted) => held === wanted,
  ne: (held, wanted) => held !== wanted,
  gt: (held, wanted) => held > wanted,
  gte: (held, wanted) => held >= wanted,
  lt: (held, wanted) => held < wanted,
  lte: (held, wanted) => held <= wanted,
};
/** How some clients write them, and are said to be understood. */
const OTHER_NAMES: Readonly<Record<string, string>> = { ge: "gte", le: "lte" };

/** `field op value`, joined by `and`, which binds closer, and `or`. Texts stand in single quotes; `in` takes a list. */
export function readFilter(text: string): Filter | { refusal: string } {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { refusal: "filter: unbalanced quote" };
  const either: Filter[] = [];
  for (const clause of splitAt(tokens, "or")) {
    const all: Filter[] = [];
    for (const comparison of splitAt(clause, "and")) {
      const filter = readComparison(comparison);
      if ("refusal" in filter) return filter;
      all.push(filter);
    }
    either.push({
      passes: (person, company) => all.every(({ passes }) => passes(person, company)),
      updatedSince: all.find(({ updatedSince }) => updatedSince !== undefined)?.updatedSince,
    });
  }
  const [first, ...more] = either;
  return {
    passes: (person, company) => either.some(({ passes }) => passes(person, company)),
    updatedSince: more.length === 0 ? first?.updatedSince : undefined,
  };
}

function readComparison([name, word, ...rest]: readonly Token[]): Filter | { refusal: string } {
  const field = FIELDS.get(name?.text ?? "");
  if (field === undefined) return { refusal: `filter: cannot filter by ${name?.text ?? "nothing"}` };
  const operator = OTHER_NAMES[word?.text ?? ""] ?? word?.text ?? "";
  const [single, ...more] = rest;
  const texts = operator === "in" ? listOf(rest) : single && more.length === 0 && [single.text];
  const compare = COMPARE[operator === "in" ? "eq" : operator];
  const refusal = `filter: cannot read the comparison of ${name?.text ?? "nothing"}`;
  if (!texts || compare === undefined) return { refusal };
  const values = texts.flatMap((value) => field.parse(value) ?? []);
  if (values.length < texts.length) return { refusal };
  const [since] = values;
  const bounded = field.read === updatedMs && ["eq", "gt", "gte"].includes(operator);
  return {
    passes(person, company) {
      const held = field.read(person, company);
      return held === null ? operator === "ne" : values.some((value) => compare(held, value));
    },
    updatedSince: bounded && typeof since === "number" ? since : undefined,
  };
}

/** Without a zone it is universal time. */
function instantOf(value: string): number | undefined {
  const [, instant, zone] = /^(\d{4}-\d{2}-\d{2}(?:T[\d:.]+)?)(Z|[+-]\d{2}:\d{2})?$/.exec(value) ?? [];
  if (instant === undefined) return undefined;
  const at = Date.parse(`${instant.includes("T") ? instant : `${instant}T00:00:00`}${zone ?? "Z"}`);
  return Number.isNaN(at) ? undefined : at;
}

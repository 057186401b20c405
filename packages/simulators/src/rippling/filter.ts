import type { Person } from "../company/person.ts";
import { listOf, splitAt, type Token, tokensOf } from "../kit/condition.ts";
import { userId } from "./ids.ts";
import { statusOf } from "./status.ts";
import { createdAt, updatedAt } from "./worker.ts";

/** Says who passes; what is refused with 400 is a text. */
export type Filter = (person: Person, today: string) => boolean;

type Read = (person: Person, today: string) => string | null;

const FIELDS: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["status", statusOf],
  ["work_email", (person) => person.workEmail],
  ["user_id", (person) => userId(person.id)],
  ["created_at", createdAt],
  ["updated_at", updatedAt],
]);

const COMPARE: Readonly<Record<string, (held: string, wanted: string) => boolean>> = {
  eq: (held, wanted) => held === wanted,
  ne: (held, wanted) => held !== wanted,
  gt: (held, wanted) => held > wanted,
  gte: (held, wanted) => held >= wanted,
  lt: (held, wanted) => held < wanted,
  lte: (held, wanted) => held <= wanted,
};

/** `field op value`, joined by `and`, which binds closer, and `or`. Texts stand in single quotes; `in` takes a list. */
export function readFilter(text: string): Filter | { refusal: string } {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { refusal: "filter: unbalanced quote" };
  const either: Filter[] = [];
  for (const clause of splitAt(tokens, "or")) {
    const all: Filter[] = [];
    for (const comparison of splitAt(clause, "and")) {
      const filter = readComparison(comparison);
      if (typeof filter !== "function") return filter;
      all.push(filter);
    }
    either.push((person, today) => all.every((filter) => filter(person, today)));
  }
  return (person, today) => either.some((filter) => filter(person, today));
}

function readComparison([field, operator, ...values]: readonly Token[]): Filter | { refusal: string } {
  const read = FIELDS.get(field?.text ?? "");
  if (read === undefined) return { refusal: `filter: cannot filter by ${field?.text ?? "nothing"}` };
  const compare = COMPARE[operator?.text ?? ""];
  const [value, ...more] = values;
  if (compare !== undefined && value !== undefined && more.length === 0) {
    return (person, today) => {
      const held = read(person, today);
      return held === null ? operator?.text === "ne" : compare(held, value.text);
    };
  }
  const wanted = operator?.text === "in" ? listOf(values) : undefined;
  if (wanted !== undefined) return (person, today) => wanted.includes(read(person, today) ?? "");
  return { refusal: `filter: cannot read the comparison of ${field?.text ?? "nothing"}` };
}

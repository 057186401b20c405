import type { Person } from "../company/person.ts";
import { isWord, listOf, splitAt, type Token, tokensOf } from "../kit/condition.ts";
import { DATASET_FIELDS, type DatasetField } from "./dataset-fields.ts";
import type { View } from "./view.ts";

export interface DatasetFilter {
  passes: Passes;
  /** Nobody passes who was last edited before this time (ms); undefined: no such bound. */
  editedSince: number | undefined;
}

type Passes = (person: Person, view: View) => boolean;

interface Comparison {
  passes: Passes;
  editedSince?: number | undefined;
}

const COMPARE: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
};

/** OData, in part: comparisons joined by `and` or by `or`, never by both; no brackets, no `not`. */
export function readDatasetFilter(text: string): DatasetFilter | { refusal: string } {
  const tokens = tokensOf(text);
  if (tokens === undefined) return { refusal: "A quote is not closed" };
  const [hasAnd, hasOr] = ["and", "or"].map((word) => tokens.some((token) => isWord(token, word)));
  if (hasAnd === true && hasOr === true) return { refusal: "and and or cannot be mixed" };
  const comparisons: Comparison[] = [];
  for (const part of splitAt(tokens, hasOr === true ? "or" : "and")) {
    const comparison = readComparison(part);
    if ("refusal" in comparison) return comparison;
    comparisons.push(comparison);
  }
  if (hasOr === true) {
    return {
      passes: (person, view) => comparisons.some(({ passes }) => passes(person, view)),
      editedSince: undefined,
    };
  }
  return {
    passes: (person, view) => comparisons.every(({ passes }) => passes(person, view)),
    editedSince: comparisons.find(({ editedSince }) => editedSince !== undefined)?.editedSince,
  };
}

function readComparison([name, operator, ...values]: readonly Token[]): Comparison | { refusal: string } {
  const field = DATASET_FIELDS.get(name?.text ?? "");
  if (field === undefined) return { refusal: `There is no field ${name?.text ?? ""} to filter by` };
  const [value, ...more] = values;
  const wanted = operator?.text === "in" ? listOf(values) : value && more.length === 0 && [value.text];
  const compare = operator?.text === "in" ? COMPARE["eq"] : COMPARE[operator?.text ?? ""];
  if (!wanted || compare === undefined) return { refusal: `The comparison of ${field.name} cannot be read` };
  if (wanted.length > 1 && field.kind !== "option") {
    return { refusal: `${field.name} has no options: in takes one value` };
  }
  if (wanted.some((text) => sortKey(field, text) === undefined)) {
    return { refusal: `${field.name} cannot be compared with that value` };
  }
  const bounded = field.name === "lastChanged" && ["eq", "ge", "gt"].includes(operator?.text ?? "");
  return {
    passes(person, view) {
      const held = view.mayRead(field.topic) ? field.read(person, view) : null;
      if (held === null) return operator?.text === "ne";
      return wanted.some((text) => compare(compareValues(field, held, text)));
    },
    editedSince: bounded ? Date.parse(wanted[0] ?? "") : undefined,
  };
}

/** Below, at or above zero, as a sort wants it. */
export function compareValues(field: DatasetField, a: string, b: string): number {
  const [left = "", right = ""] = [sortKey(field, a), sortKey(field, b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** A value as it compares; undefined for a text that is no value of the field. */
function sortKey({ kind }: DatasetField, text: string): string | number | undefined {
  if (kind === "text" || kind === "option") return text;
  if (kind === "day") return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
  const number = kind === "time" ? Date.parse(text) : Number(text);
  return Number.isNaN(number) ? undefined : number;
}

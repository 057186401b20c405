import type { FieldValue } from "@muster/connector-sdk";
import { foldKey, tidyText } from "../text.ts";
import {
  attributeOf,
  type FieldMapping,
  piecesOf,
  type Rule,
  type Step,
  type Target,
  targetsOf,
} from "./rule.ts";
import { seniorityOf } from "./seniority.ts";

/** A value, null (the source says: empty) or undefined (not returned). */
export type Mapped = string | null | undefined;

type Fields = Readonly<Record<string, FieldValue>>;

/** One target's rule, ready to be applied to a hundred thousand people. */
export interface CompiledRule {
  target: Target;
  /** The name of the attribute that it fills; null: a field that everybody has. */
  attribute: string | null;
  read: (fields: Fields) => Mapped;
  steps: readonly ((value: string) => string | null)[];
}

const prepared = new WeakMap<FieldMapping, readonly CompiledRule[]>();

/** Prepares a mapping, once: tables are folded and templates cut then, and not for each person. */
export function compileMapping(mapping: FieldMapping): readonly CompiledRule[] {
  const known = prepared.get(mapping);
  if (known) return known;
  const rules = targetsOf(mapping).flatMap((target) => {
    const rule = mapping[target];
    return rule ? [compileRule(target, rule)] : [];
  });
  prepared.set(mapping, rules);
  return rules;
}

/** The value of a target for one person. */
export function applyRule({ read, steps }: CompiledRule, fields: Fields): Mapped {
  let value = read(fields);
  for (const apply of steps) {
    if (value === null || value === undefined) return value;
    value = apply(value);
  }
  return value;
}

function compileRule(target: Target, rule: Rule): CompiledRule {
  return {
    target,
    attribute: attributeOf(target),
    read: readerOf(rule),
    steps: (rule.steps ?? []).map(compileStep),
  };
}

function readerOf(rule: Rule): CompiledRule["read"] {
  if ("constant" in rule) return () => rule.constant;
  if ("first" in rule) return (fields) => firstValue(fields, rule.first);
  const pieces = piecesOf(rule.template);
  return (fields) => {
    let text = "";
    let filled = false;
    for (const piece of pieces) {
      if ("text" in piece) text += piece.text;
      else {
        const value = valueOf(fields, piece.field);
        // Half of a text would overwrite the whole one.
        if (value === undefined) return undefined;
        filled ||= value !== null;
        text += value ?? "";
      }
    }
    return filled ? tidyText(text.replace(/\s+/g, " ")) : null;
  };
}

/**
 * The first value; null only if every source was returned and empty. What stands behind a source that was not
 * returned says nothing: the one in front may have a value, and a later one, or "empty", would overwrite it.
 */
function firstValue(fields: Fields, sources: readonly string[]): Mapped {
  for (const id of sources) {
    const value = valueOf(fields, id);
    if (value !== null) return value;
  }
  return null;
}

function valueOf(fields: Fields, id: string): Mapped {
  const raw = Object.hasOwn(fields, id) ? fields[id] : undefined;
  return raw === undefined || raw === null ? raw : tidyText(String(raw));
}

function compileStep(step: Step): (value: string) => string | null {
  if ("trim" in step) return (value) => tidyText(value.replace(/\s+/g, " "));
  if ("case" in step) return CASES[step.case];
  if ("seniority" in step) return seniorityOf;
  if ("date" in step) return (value) => isoDay(value, step.date);
  const table = new Map(Object.entries(step.lookup).map(([word, ours]) => [foldKey(word.trim()), ours]));
  const { otherwise } = step;
  return (value) => {
    const found = table.get(foldKey(value));
    if (found !== undefined) return found;
    return otherwise === undefined ? value : otherwise;
  };
}

const CASES = {
  lower: (value: string) => value.toLowerCase(),
  upper: (value: string) => value.toUpperCase(),
  title: (value: string) =>
    value
      .toLowerCase()
      .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase()),
};

const DAY_PARTS = {
  "DD/MM/YYYY": { shape: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: [3, 2, 1] },
  "MM/DD/YYYY": { shape: /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/, order: [3, 1, 2] },
  "DD.MM.YYYY": { shape: /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, order: [3, 2, 1] },
  YYYYMMDD: { shape: /^(\d{4})(\d{2})(\d{2})$/, order: [1, 2, 3] },
} as const;

/** A day that is written otherwise stays as it is: guessing would swap days and months. */
function isoDay(value: string, form: keyof typeof DAY_PARTS): string {
  const { shape, order } = DAY_PARTS[form];
  const match = shape.exec(value);
  if (!match) return value;
  return order.map((part) => (match[part] ?? "").padStart(2, "0")).join("-");
}

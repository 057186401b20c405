import { type FirstOf, MAPPING_TARGETS, type MappingTarget } from "@muster/connector-sdk";
import { z } from "zod";

/** The most that a rule may hold: enough for any company's list of levels, too little to slow a sync down. */
const MOST = { sources: 10, template: 500, steps: 10, lookupRows: 2_000, value: 500, attributes: 30 };

const sourceField = z.string().min(1).max(200);
const value = z.string().max(MOST.value);

/** What a value goes through, one after the other. Null and "not returned" pass each of them as they are. */
const step = z.union([
  z.strictObject({ trim: z.literal(true) }),
  z.strictObject({ case: z.enum(["lower", "upper", "title"]) }),
  z.strictObject({
    /** From the vendor's word, compared without regard to case, to ours. */
    lookup: z.record(z.string().max(MOST.value), value.nullable()),
    /** For a word that is not in the table. Absent: the word stays. */
    otherwise: value.nullable().optional(),
  }),
  z.strictObject({
    /** How the vendor writes a day: `DD/MM/YYYY`, `MM/DD/YYYY`, `DD.MM.YYYY`, `YYYYMMDD`. It becomes `YYYY-MM-DD`. */
    date: z.enum(["DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "YYYYMMDD"]),
  }),
  /** From a vendor's word for a level ("Sr.", "Vice President") to one of `SENIORITIES`; any other word to null. */
  z.strictObject({ seniority: z.literal(true) }),
]);
export type Step = z.output<typeof step>;

interface Course {
  steps?: readonly Step[] | undefined;
  /** Fills the field when the member is made, and never again. Absent: always. */
  when?: "creation" | undefined;
}

/**
 * One target's rule: where its value comes from, and what it goes through. A template is text with source fields in
 * braces: `{firstName} {lastName}`.
 */
export type Rule = (FirstOf | { template: string } | { constant: string }) & Course;

const course = {
  steps: z.array(step).max(MOST.steps).optional(),
  when: z.literal("creation").optional(),
};
const rule: z.ZodType<Rule> = z.union([
  z.strictObject({ first: z.array(sourceField).min(1).max(MOST.sources), ...course }),
  z.strictObject({ template: z.string().min(1).max(MOST.template), ...course }),
  z.strictObject({ constant: value.min(1), ...course }),
]);

/** A field of the customer's own, `attributes.costCenter`, kept beside the fields that everybody has. */
export type AttributeTarget = `attributes.${string}`;
export type Target = MappingTarget | AttributeTarget;

/** Which rule fills which target. What is not named is not filled, and what was stored of it stays. */
export type FieldMapping = Readonly<Partial<Record<Target, Rule>>>;

const PREFIX = "attributes.";
const ATTRIBUTE = /^[a-z][A-Za-z0-9]{0,39}$/;

/** The name behind `attributes.`; null for anything else, and for a name that means something to every object. */
export function attributeOf(target: string): string | null {
  if (!target.startsWith(PREFIX)) return null;
  const name = target.slice(PREFIX.length);
  return ATTRIBUTE.test(name) && !(name in Object.prototype) ? name : null;
}

/** True for a target that a mapping may name. */
export function isTarget(name: string): name is Target {
  return MAPPING_TARGETS.some((target) => target === name) || attributeOf(name) !== null;
}

/** The shape of a mapping; whether its names exist is `checkMapping`'s question. */
export const fieldMappingSchema = z.record(z.string(), rule).superRefine((rules, context) => {
  const attributes = Object.keys(rules).filter((target) => target.startsWith(PREFIX)).length;
  if (attributes > MOST.attributes) {
    context.addIssue({
      code: "custom",
      message: `has ${attributes} attributes; ${MOST.attributes} are the most`,
    });
  }
  for (const [target, one] of Object.entries(rules)) {
    const rows = lookupRows(one);
    if (rows <= MOST.lookupRows) continue;
    context.addIssue({
      code: "custom",
      path: [target],
      message: `has a lookup table of ${rows} rows; ${MOST.lookupRows} rows are the most`,
    });
  }
});

function lookupRows({ steps: through = [] }: Rule): number {
  return Math.max(0, ...through.map((one) => ("lookup" in one ? Object.keys(one.lookup).length : 0)));
}

/** The targets that are filled when a member is made, and never again. */
export function creationTargets(mapping: FieldMapping): Target[] {
  return targetsOf(mapping).filter((target) => mapping[target]?.when === "creation");
}

/** The targets that a mapping fills: the fields that everybody has in their own order, then attributes by name. */
export function targetsOf(mapping: FieldMapping): Target[] {
  const attributes = Object.keys(mapping).filter(
    (target): target is AttributeTarget => attributeOf(target) !== null,
  );
  return [...MAPPING_TARGETS.filter((target) => mapping[target]), ...attributes.toSorted()];
}

/** The source fields that a rule reads, in its order. */
export function sourcesOf(one: Rule): string[] {
  if ("first" in one) return [...one.first];
  return "template" in one
    ? piecesOf(one.template).flatMap((piece) => ("field" in piece ? piece.field : []))
    : [];
}

/** A template in pieces: texts and fields. `{{` and `}}` are braces. */
export function piecesOf(template: string): ({ text: string } | { field: string })[] {
  const pieces: ({ text: string } | { field: string })[] = [];
  for (const match of template.matchAll(/\{\{|\}\}|\{([^{}]+)\}|[^{}]+|[{}]/g)) {
    const [whole, field] = match;
    if (field !== undefined) pieces.push({ field: field.trim() });
    else pieces.push({ text: whole === "{{" || whole === "}}" ? whole.slice(1) : whole });
  }
  return pieces;
}

/** Every source field that a mapping reads, once. */
export function wantedFields(mapping: FieldMapping): string[] {
  return [...new Set(Object.values(mapping).flatMap((one) => (one ? sourcesOf(one) : [])))];
}

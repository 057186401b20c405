import { type DiscoveredField, MAPPING_TARGETS, type MappingTarget } from "@muster/connector-sdk";

/** A field of the customer's own that may be what a target needs. */
export interface Suggestion {
  target: MappingTarget;
  field: string;
  label: string;
  /** 0 to 1; below 0.4 nothing is suggested. */
  confidence: number;
  because: string;
}

const LEAST = 0.4;

/** Words that a label for a target is likely to hold, in a few languages of HR departments. */
const WORDS: Readonly<Record<MappingTarget, readonly string[]>> = {
  orgMemberId: [
    "employee number",
    "employee id",
    "staff number",
    "personnel number",
    "personalnummer",
    "matricule",
  ],
  workEmail: ["work email", "business email", "company email", "email", "e mail"],
  firstName: ["first name", "given name", "preferred name", "vorname", "prénom"],
  lastName: ["last name", "surname", "family name", "nachname", "nom"],
  displayName: ["display name", "full name", "known as"],
  department: ["department", "division", "team", "guild", "abteilung", "département"],
  jobTitle: ["job title", "position", "role", "title", "stelle", "poste"],
  seniority: ["seniority", "job level", "career level", "level", "grade", "band", "stufe"],
  managerExternalId: ["manager id", "supervisor id", "reports to"],
  location: ["location", "office", "site", "city", "standort", "bureau"],
};

/** What values of a target look like. */
const SHAPES: Readonly<Partial<Record<MappingTarget, RegExp>>> = {
  workEmail: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  orgMemberId: /^[A-Z]{0,3}-?\d{3,10}$/i,
  seniority:
    /^(ic|l|m|p|e|grade |band |level )?\d{1,2}$|\b(junior|mid|senior|staff|principal|lead|manager|director|vp|head|chief|intern)\b/i,
};

/** The likely target of each field, the most certain first; at most one for a field. */
export function suggestMappings(fields: readonly DiscoveredField[]): Suggestion[] {
  return fields
    .flatMap((field) => {
      const best = MAPPING_TARGETS.map((target) => judge(field, target)).toSorted(
        (a, b) => b.confidence - a.confidence,
      )[0];
      return best && best.confidence >= LEAST ? [best] : [];
    })
    .toSorted((a, b) => b.confidence - a.confidence);
}

function judge({ id, label, samples }: DiscoveredField, target: MappingTarget): Suggestion {
  const name = wordsOf(label);
  const word = WORDS[target].find((candidate) => name === candidate || name.includes(candidate));
  const byLabel = word === undefined ? 0 : name === word ? 0.7 : 0.4 + (0.3 * word.length) / name.length;
  const shape = SHAPES[target];
  const texts = samples.flatMap((sample) => (typeof sample === "string" ? sample : []));
  const fits = shape !== undefined && texts.length > 0 && texts.every((text) => shape.test(text));
  const contradicts = shape !== undefined && texts.length > 0 && !texts.some((text) => shape.test(text));
  const confidence = contradicts ? byLabel / 2 : Math.min(0.95, byLabel + (fits ? 0.25 : 0));
  const because = [
    word === undefined ? [] : [`its label says "${word}"`],
    fits ? ["its values look like it"] : [],
    contradicts ? ["its values do not look like it"] : [],
  ].flat();
  return {
    target,
    field: id,
    label,
    confidence: Math.round(confidence * 100) / 100,
    because: because.join(", "),
  };
}

function wordsOf(label: string): string {
  return label
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

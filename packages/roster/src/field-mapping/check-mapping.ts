import {
  fieldMappingSchema,
  type FieldMapping,
  isTarget,
  type Rule,
  sourcesOf,
  type Target,
} from "./rule.ts";

/** One thing that is wrong with a mapping, or worth a look. */
export interface MappingIssue {
  /** `warning`: it may be saved. */
  severity: "error" | "warning";
  code:
    | "badShape"
    | "unknownTarget"
    | "unknownField"
    | "requiredTarget"
    | "unclosedTemplate"
    | "emptyTemplate";
  target?: string;
  message: string;
}

export type MappingCheck = { mapping: FieldMapping; issues: MappingIssue[] } | { issues: MappingIssue[] };

/**
 * Checks what somebody would save as a mapping: its shape, its targets, its source fields against those that the
 * source has, and that people can be told apart. Without `mapping` in the result nothing may be saved.
 */
export function checkMapping(raw: unknown, knownFields: readonly string[]): MappingCheck {
  const parsed = fieldMappingSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      issues: parsed.error.issues.map(({ path, message }) => ({
        severity: "error",
        code: "badShape",
        ...(path.length > 0 && { target: String(path[0]) }),
        message: `${path.map(String).join(".") || "the mapping"}: ${message}`,
      })),
    };
  }
  const issues: MappingIssue[] = [];
  const mapping: Partial<Record<Target, Rule>> = {};
  for (const [target, rule] of Object.entries(parsed.data)) {
    if (!isTarget(target)) issues.push(unknownTarget(target));
    else mapping[target] = rule;
    if ("template" in rule) issues.push(...templateIssues(target, rule.template));
    const strangers = sourcesOf(rule).filter((field) => !knownFields.includes(field));
    issues.push(...strangers.map((field) => unknownField(target, field, knownFields)));
  }
  if (!mapping.workEmail && !mapping.orgMemberId) {
    issues.push({
      severity: "error",
      code: "requiredTarget",
      target: "workEmail",
      message: "Neither the work e-mail nor the employee number is mapped: nobody could be told apart.",
    });
  }
  return issues.some(({ severity }) => severity === "error") ? { issues } : { mapping, issues };
}

function unknownTarget(target: string): MappingIssue {
  return {
    severity: "error",
    code: "unknownTarget",
    target,
    message: `There is no field "${target}" of a member. An extra one is called attributes.${target.replace(/\W/g, "") || "name"}.`,
  };
}

function unknownField(target: string, field: string, known: readonly string[]): MappingIssue {
  const near = nearest(field, known);
  const hint = near === undefined ? "" : ` Is "${near}" meant?`;
  return {
    severity: "error",
    code: "unknownField",
    target,
    message: `The source has no field "${field}".${hint}`,
  };
}

function templateIssues(target: string, template: string): MappingIssue[] {
  const bare = template
    .replaceAll("{{", "")
    .replaceAll("}}", "")
    .replace(/\{[^{}]+\}/g, "");
  if (/[{}]/.test(bare)) {
    const at = template.search(/[{}]/);
    return [
      {
        severity: "error",
        code: "unclosedTemplate",
        target,
        message: `The template has a brace that is not closed, first at position ${at + 1}. A brace itself is written twice.`,
      },
    ];
  }
  if (!/\{[^{}]+\}/.test(template.replaceAll("{{", "").replaceAll("}}", ""))) {
    return [
      {
        severity: "error",
        code: "emptyTemplate",
        target,
        message: "The template names no source field; a text without one is a constant.",
      },
    ];
  }
  return [];
}

/** The known name that takes the fewest edits, if they are few (Levenshtein). */
function nearest(name: string, known: readonly string[]): string | undefined {
  const scored = known
    .map((candidate) => ({ candidate, edits: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.edits - b.edits);
  const [best] = scored;
  return best && best.edits <= Math.max(2, Math.floor(name.length / 3)) ? best.candidate : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

import {
  fieldMappingSchema,
  type FieldMapping,
  isTarget,
  type Rule,
  sourcesOf,
  type Target,
} from "./rule.ts";

/** One thing that is wrong with a mapping. */
export interface MappingIssue {
  code:
    | "badShape"
    | "unknownTarget"
    | "unknownField"
    | "requiredTarget"
    | "unclosedTemplate"
    | "emptyTemplate";
  target?: string;
  /** Of `unknownField`. */
  field?: string;
  message: string;
}

export type MappingCheck = { mapping: FieldMapping } | { issues: MappingIssue[] };

/**
 * Checks what somebody would save as a mapping: its shape, its targets, its source fields against those that the
 * source has, and that people can be told apart.
 */
export function checkMapping(raw: unknown, knownFields: readonly string[]): MappingCheck {
  const parsed = fieldMappingSchema.safeParse(raw);
  if (!parsed.success) {
    return {
      issues: parsed.error.issues.map(({ path, message }) => ({
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
    issues.push(...strangers.map((field) => unknownField(target, field)));
  }
  if (!mapping.workEmail && !mapping.orgMemberId) {
    issues.push({
      code: "requiredTarget",
      target: "workEmail",
      message: "Neither the work e-mail nor the employee number is mapped: nobody could be told apart.",
    });
  }
  return issues.length > 0 ? { issues } : { mapping };
}

function unknownTarget(target: string): MappingIssue {
  const message = target.startsWith("attributes.")
    ? `"${target}" is no name of an attribute: after "attributes." stand a small letter and then at most 39 letters and digits, and no name that every object has.`
    : `People have no field "${target}" that a mapping could fill.`;
  return { code: "unknownTarget", target, message };
}

function unknownField(target: string, field: string): MappingIssue {
  const message = isTarget(field)
    ? `The source has no field "${field}": that is what a mapping fills. A rule reads fields of the source only, so that none waits for another.`
    : `The source has no field "${field}".`;
  return { code: "unknownField", target, field, message };
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
        code: "unclosedTemplate",
        target,
        message: `The template has a brace that is not closed, first at position ${at + 1}. A brace itself is written twice.`,
      },
    ];
  }
  if (!/\{[^{}]+\}/.test(template.replaceAll("{{", "").replaceAll("}}", ""))) {
    return [
      {
        code: "emptyTemplate",
        target,
        message: "The template names no source field; a text without one is a constant.",
      },
    ];
  }
  return [];
}

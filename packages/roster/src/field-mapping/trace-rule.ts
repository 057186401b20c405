import type { FieldValue } from "@muster/connector-sdk";
import { applyRule, compileMapping, type Mapped } from "./compile.ts";
import { type FieldMapping, type Rule, sourcesOf, type Target } from "./rule.ts";

/** How one target came to its value: what went in, what each step made of it, what came out. */
export interface RuleTrace {
  target: Target;
  /** Source fields and their values; undefined: not returned. */
  from: readonly { field: string; value: FieldValue | undefined }[];
  steps: readonly { step: string; value: Mapped }[];
  value: Mapped;
  /** Fills the field only when the member is made. */
  onlyAtCreation: boolean;
}

/** Follows a mapping for one person, for a preview or an answer to "why". */
export function traceMapping(
  mapping: FieldMapping,
  fields: Readonly<Record<string, FieldValue>>,
): RuleTrace[] {
  return compileMapping(mapping).map((compiled) => {
    const rule = mapping[compiled.target];
    const steps = compiled.steps.map((_, index) => ({
      step: rule ? describeStep(rule, index) : "",
      value: applyRule({ ...compiled, steps: compiled.steps.slice(0, index + 1) }, fields),
    }));
    const from = rule
      ? sourcesOf(rule).map((field) => ({
          field,
          value: Object.hasOwn(fields, field) ? fields[field] : undefined,
        }))
      : [];
    return {
      target: compiled.target,
      from,
      steps,
      value: applyRule(compiled, fields),
      onlyAtCreation: rule?.when === "creation",
    };
  });
}

/** A rule in words: "work_email, else email; lower case". */
export function describeRule(rule: Rule): string {
  const source =
    "first" in rule
      ? rule.first.join(", else ")
      : "template" in rule
        ? `"${rule.template}"`
        : `always "${rule.constant}"`;
  const steps = (rule.steps ?? []).map((_, index) => describeStep(rule, index));
  const when = rule.when === "creation" ? ["only when the member is made"] : [];
  return [source, ...steps, ...when].join("; ");
}

function describeStep({ steps = [] }: Rule, index: number): string {
  const step = steps[index];
  if (!step) return "";
  if ("trim" in step) return "trimmed";
  if ("seniority" in step) return "seniority in common words";
  if ("case" in step) return `${step.case} case`;
  if ("date" in step) return `day read as ${step.date}`;
  const rows = Object.keys(step.lookup).length;
  const rest = step.otherwise === undefined ? "others as they are" : `others "${step.otherwise ?? ""}"`;
  return `table of ${rows} words, ${rest}`;
}

import { expect, test } from "vitest";
import type { FieldMapping } from "./rule.ts";
import { describeRule, traceMapping } from "./trace-rule.ts";

const mapping: FieldMapping = {
  department: {
    first: ["level", "grade"],
    steps: [{ trim: true }, { lookup: { l5: "Senior" }, otherwise: null }],
  },
  displayName: { template: "{first} {last}" },
};

test("a trace shows what went in, what each step made of it, and what came out", () => {
  expect(traceMapping(mapping, { level: null, grade: " L5 ", first: "Ada" })).toEqual([
    {
      target: "displayName",
      from: [
        { field: "first", value: "Ada" },
        { field: "last", value: undefined },
      ],
      steps: [],
      value: undefined,
      onlyAtCreation: false,
    },
    {
      target: "department",
      from: [
        { field: "level", value: null },
        { field: "grade", value: " L5 " },
      ],
      steps: [
        { step: "trimmed", value: "L5" },
        { step: 'table of 1 words, others ""', value: "Senior" },
      ],
      value: "Senior",
      onlyAtCreation: false,
    },
  ]);
});

test("a step that empties a value leaves it empty in the trace", () => {
  const [, department] = traceMapping(mapping, { level: "VP", grade: null, first: null, last: null });
  expect([department?.steps.at(-1)?.value, department?.value]).toEqual([null, null]);
});

test("a rule reads as a sentence", () => {
  expect(describeRule({ first: ["a", "b"], steps: [{ case: "lower" }] })).toBe("a, else b; lower case");
  expect(describeRule({ constant: "Earth" })).toBe('always "Earth"');
  expect(describeRule({ first: ["a"], steps: [{ seniority: true }], when: "creation" })).toBe(
    "a; seniority in common words; only when the member is made",
  );
});

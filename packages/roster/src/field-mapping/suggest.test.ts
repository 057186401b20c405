import { expect, test } from "vitest";
import { suggestMappings } from "./suggest.ts";

const field = (id: string, label: string, ...samples: string[]) => ({
  id,
  label,
  type: "text" as const,
  samples,
});

test("a label and values that agree suggest a target with confidence, the most certain first", () => {
  const suggestions = suggestMappings([
    field("c1", "Career Level", "L5", "L6", "Principal"),
    field("c2", "Employee Number", "10442", "10443"),
    field("c3", "T-shirt size", "M", "XL"),
    field("c4", "Guild", "Payments", "Search"),
  ]);
  expect(suggestions.map(({ field: id, target }) => [id, target])).toEqual([
    ["c1", "seniority"],
    ["c2", "orgMemberId"],
    ["c4", "department"],
  ]);
  expect(suggestions.every(({ confidence }) => confidence >= 0.4 && confidence < 1)).toBe(true);
});

test("values that contradict a label take its confidence away", () => {
  const [sure] = suggestMappings([field("a", "Work email", "ada@acme.test")]);
  const [unsure] = suggestMappings([field("a", "Work email", "yes", "no")]);
  expect(sure?.confidence).toBeGreaterThan(0.9);
  expect(unsure?.confidence ?? 0).toBeLessThan(0.4);
});

test("a label in another language, or in one word, is understood", () => {
  expect(
    suggestMappings([field("a", "Abteilung"), field("b", "jobTitle")]).map(({ target }) => target),
  ).toEqual(["department", "jobTitle"]);
});

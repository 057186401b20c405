import { describe, expect, test } from "vitest";
import { seniorityOf, SENIORITIES } from "./seniority.ts";

describe("a vendor's word for a level is understood", () => {
  test.each([
    ["Sr.", "senior"],
    ["SENIOR", "senior"],
    ["Senior Software Engineer", "senior"],
    ["Senior Manager", "manager"],
    ["Sr. Mgr.", "manager"],
    ["Associate Director", "director"],
    ["Head of Sales", "director"],
    ["Managing Director", "executive"],
    ["Vice President", "executive"],
    ["VP", "executive"],
    ["Executive", "executive"],
    ["Management Trainee", "intern"],
    ["Jr", "junior"],
    ["Entry-Level", "junior"],
    ["Mid-level", "mid"],
    ["Team  Lead", "lead"],
    ["Principal Engineer", "lead"],
    ["Geschäftsführerin", "executive"],
  ])("%s is %s", (word, level) => {
    expect(seniorityOf(word)).toBe(level);
  });

  test.each(SENIORITIES)("%s is itself", (level) => {
    expect(seniorityOf(level)).toBe(level);
  });
});

test.each([
  "IC5",
  "L4",
  "Band C",
  "8_Individual_Contributor",
  "Account Executive",
  "Assistant to the CEO",
  "Non-Manager",
  "Seniorita",
  "Headquarters",
  "constructor",
  "__proto__",
  "–",
])("%s says no level", (word) => {
  expect(seniorityOf(word)).toBeNull();
});

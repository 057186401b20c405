import { describe, expect, test } from "vitest";
import { checkMapping } from "./check-mapping.ts";

const FIELDS = ["work_email", "first_name", "last_name", "level"];
const mail = { first: ["work_email"] };

function codes(mapping: unknown): string[] {
  const checked = checkMapping(mapping, FIELDS);
  return "issues" in checked ? checked.issues.map(({ code }) => code) : [];
}

describe("what is saved as a mapping", () => {
  test("may be a sound one, extra targets included", () => {
    const mapping = {
      workEmail: mail,
      displayName: { template: "{first_name} {last_name}", steps: [{ trim: true }] },
      seniority: {
        first: ["level"],
        steps: [{ lookup: { L5: "Senior" }, otherwise: "Other" }],
      },
      location: { constant: "Remote" },
    };
    expect(checkMapping(mapping, FIELDS)).toEqual({ mapping });
  });

  test.each<[string, unknown, string]>([
    ["names a target that does not exist", { workEmail: mail, nickname: mail }, "unknownTarget"],
    ["names a source field that does not exist", { workEmail: { first: ["work_mail"] } }, "unknownField"],
    ["names one inside a template", { workEmail: mail, displayName: { template: "{nick}" } }, "unknownField"],
    ["names a target as if it were a source", { workEmail: { template: "{workEmail}" } }, "unknownField"],
    ["tells nobody apart", { firstName: { first: ["first_name"] } }, "requiredTarget"],
    [
      "leaves a brace open",
      { workEmail: mail, displayName: { template: "{first_name} {" } },
      "unclosedTemplate",
    ],
    ["has a template without a field", { workEmail: mail, displayName: { template: "Hi" } }, "emptyTemplate"],
    ["is no mapping at all", [], "badShape"],
    ["has a rule of two minds", { workEmail: { ...mail, constant: "x" } }, "badShape"],
    ["has a step that nobody knows", { workEmail: { ...mail, steps: [{ reverse: true }] } }, "badShape"],
    [
      "has an attribute with a name of its own making",
      { workEmail: mail, "attributes.a b": mail },
      "unknownTarget",
    ],
  ])("is refused when it %s", (_, mapping, code) => {
    expect(codes(mapping)).toContain(code);
    expect(checkMapping(mapping, FIELDS)).not.toHaveProperty("mapping");
  });

  test("is bounded: a huge template or table is refused with its bound", () => {
    expect(codes({ workEmail: { template: `{work_email}${"x".repeat(1_000)}` } })).toEqual(["badShape"]);
    const lookup = Object.fromEntries(Array.from({ length: 10_000 }, (_, row) => [`level ${row}`, "Senior"]));
    const tabled = { workEmail: mail, seniority: { first: ["level"], steps: [{ lookup }] } };
    expect(checkMapping(tabled, FIELDS)).toEqual({
      issues: [expect.objectContaining({ code: "badShape", message: expect.stringContaining("2000 rows") })],
    });
  });

  test("cannot reach an object's prototype", () => {
    const raw: unknown = JSON.parse('{"workEmail":{"first":["work_email"]},"__proto__":{"constant":"x"}}');
    const checked = checkMapping(raw, FIELDS);
    expect("mapping" in checked && Object.getPrototypeOf(checked.mapping)).toBe(Object.prototype);
  });
});

import { describe, expect, test } from "vitest";
import { checkMapping } from "./check-mapping.ts";
import type { FieldMapping } from "./rule.ts";
import { traceMapping } from "./trace-rule.ts";

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
      location: { constant: "Remote", when: "creation" },
      "attributes.costCenter": { first: ["level"] },
    };
    expect(checkMapping(mapping, FIELDS)).toEqual({ mapping });
  });

  test.each<[string, unknown, string]>([
    ["names a target that does not exist", { workEmail: mail, nickname: mail }, "unknownTarget"],
    ["names a source field that does not exist", { workEmail: { first: ["work_mail"] } }, "unknownField"],
    ["names one inside a template", { workEmail: mail, displayName: { template: "{nick}" } }, "unknownField"],
    ["names a target as if it were a source", { workEmail: { template: "{workEmail}" } }, "unknownField"],
    [
      "names an attribute as if it were a source",
      { workEmail: { first: ["attributes.level"] } },
      "unknownField",
    ],
    [
      "names an attribute after an object's own",
      { workEmail: mail, "attributes.constructor": mail },
      "unknownTarget",
    ],
    [
      "names an attribute by the prototype",
      { workEmail: mail, "attributes.__proto__": mail },
      "unknownTarget",
    ],
    ["names an attribute by nothing", { workEmail: mail, "attributes.": mail }, "unknownTarget"],
    ["fills a field at a time that nobody knows", { workEmail: { ...mail, when: "monthly" } }, "badShape"],
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
      issues: [
        expect.objectContaining({
          code: "badShape",
          message: expect.stringContaining("2000 rows"),
          target: "seniority",
        }),
      ],
    });
    const many = Object.fromEntries(Array.from({ length: 31 }, (_, one) => [`attributes.a${one}`, mail]));
    expect(codes({ workEmail: mail, ...many })).toEqual(["badShape"]);
    const fields = Array.from({ length: 11 }, () => "work_email");
    expect(codes({ workEmail: { first: fields } })).toEqual(["badShape"]);
  });

  test("has no circle: a rule that names what another one fills is told that it cannot", () => {
    const circle = { workEmail: { first: ["displayName"] }, displayName: { first: ["workEmail"] } };
    const checked = checkMapping(circle, FIELDS);
    const issues = "issues" in checked ? checked.issues : [];
    expect(issues.map(({ code, target }) => [code, target])).toEqual([
      ["unknownField", "workEmail"],
      ["unknownField", "displayName"],
    ]);
    expect(issues.every(({ message }) => message.includes("fields of the source only"))).toBe(true);
  });

  test("may read a source field that is called like a target, and then it is the source's", () => {
    const mapping: FieldMapping = {
      workEmail: { first: ["displayName"] },
      displayName: { first: ["workEmail"] },
    };
    expect(checkMapping(mapping, ["displayName", "workEmail"])).toEqual({ mapping });
    const traced = traceMapping(mapping, { displayName: "ada@acme.test", workEmail: "Ada" });
    expect(traced.map(({ target, value }) => [target, value])).toEqual([
      ["workEmail", "ada@acme.test"],
      ["displayName", "Ada"],
    ]);
  });

  test("may look up words that mean something to every object", () => {
    const raw: unknown = JSON.parse(
      '{"workEmail":{"first":["level"],"steps":[{"lookup":{"constructor":"a","x":"__proto__"},"otherwise":"b"}]}}',
    );
    const checked = checkMapping(raw, FIELDS);
    if ("issues" in checked) throw new Error("it is sound");
    const of = (level: string) => traceMapping(checked.mapping, { level })[0]?.value;
    expect(["constructor", "toString", "__proto__", "X"].map(of)).toEqual(["a", "b", "b", "__proto__"]);
  });

  test("cannot reach an object's prototype", () => {
    const raw: unknown = JSON.parse('{"workEmail":{"first":["work_email"]},"__proto__":{"constant":"x"}}');
    const checked = checkMapping(raw, FIELDS);
    expect("mapping" in checked && Object.getPrototypeOf(checked.mapping)).toBe(Object.prototype);
  });
});

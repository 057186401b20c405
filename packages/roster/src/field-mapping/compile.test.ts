import type { FieldValue } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { applyRule, compileMapping, type Mapped } from "./compile.ts";
import { piecesOf, type Rule, wantedFields } from "./rule.ts";

function mapped(rule: Rule, fields: Record<string, FieldValue>): Mapped {
  const [compiled] = compileMapping({ department: rule });
  return compiled && applyRule(compiled, fields);
}

describe("a rule takes", () => {
  test.each<[string, Record<string, FieldValue>, Mapped]>([
    ["the first value", { a: "x", b: "y" }, "x"],
    ["the next where the first is empty", { a: null, b: "y" }, "y"],
    ["the next where the first is blank", { a: "  ", b: "y" }, "y"],
    ["nothing where all are empty", { a: null, b: "" }, null],
    ["no word at all where the first was not returned", { b: "y" }, undefined],
    ["no word at all where one behind an empty one was not returned", { a: null }, undefined],
  ])("%s", (_, fields, value) => {
    expect(mapped({ first: ["a", "b"] }, fields)).toBe(value);
  });

  test.each<[string, Record<string, FieldValue>, Mapped]>([
    ["both", { a: "Ada", b: "Byron" }, "Ada Byron"],
    ["one, without the blank between", { a: "Ada", b: null }, "Ada"],
    ["none", { a: null, b: null }, null],
    ["half of what was returned", { a: "Ada" }, undefined],
  ])("a template with %s", (_, fields, value) => {
    expect(mapped({ template: "{a} {b}" }, fields)).toBe(value);
  });

  test("a constant, whatever the source returned", () => {
    expect(mapped({ constant: "Acme" }, {})).toBe("Acme");
  });

  test("no value from an object's own machinery", () => {
    expect(mapped({ first: ["constructor"] }, {})).toBeUndefined();
  });

  test("numbers and booleans as text", () => {
    expect(mapped({ first: ["a"] }, { a: 7 })).toBe("7");
    expect(mapped({ first: ["a"] }, { a: false })).toBe("false");
  });
});

describe("a step", () => {
  const levels: Rule = {
    first: ["a"],
    steps: [{ lookup: { "ic 3": "Senior", Intern: null }, otherwise: "Other" }],
  };

  test.each<[Mapped, Mapped]>([
    ["IC 3", "Senior"],
    ["ic 3", "Senior"],
    ["intern", null],
    ["VP", "Other"],
    [null, null],
  ])("looks %j up as %j", (word, value) => {
    expect(mapped(levels, { a: word ?? null })).toBe(value);
  });

  test("keeps a word that its table does not have, where nothing stands for the others", () => {
    expect(mapped({ first: ["a"], steps: [{ lookup: { x: "y" } }] }, { a: "VP" })).toBe("VP");
    expect(mapped({ first: ["a"], steps: [{ lookup: {}, otherwise: null }] }, { a: "VP" })).toBeNull();
  });

  test("looks words up in the largest table in no time", () => {
    const lookup = Object.fromEntries(Array.from({ length: 2_000 }, (_, row) => [`Level ${row}`, `L${row}`]));
    const [rule] = compileMapping({ department: { first: ["a"], steps: [{ lookup }] } });
    if (!rule) throw new Error("there is a rule");
    const begun = performance.now();
    for (let one = 0; one < 100_000; one += 1) applyRule(rule, { a: `level ${one % 2_000}` });
    expect(applyRule(rule, { a: "LEVEL 1999" })).toBe("L1999");
    // Row by row it would take minutes.
    expect(performance.now() - begun).toBeLessThan(5_000);
  });

  test("of seniority keeps no word that says none", () => {
    const rule: Rule = { first: ["a"], steps: [{ seniority: true }] };
    expect([mapped(rule, { a: "Sr. Engineer" }), mapped(rule, { a: "IC5" })]).toEqual(["senior", null]);
  });

  test("is not asked about what was not returned", () => {
    expect(mapped(levels, {})).toBeUndefined();
  });

  test.each<[Rule["steps"], string, string]>([
    [[{ case: "lower" }], "ÅSA Öberg", "åsa öberg"],
    [[{ case: "upper" }], "Sales", "SALES"],
    [[{ case: "title" }], "jean-luc o'BRIEN", "Jean-Luc O'Brien"],
    [[{ trim: true }], " a   b ", "a b"],
    [[{ date: "DD/MM/YYYY" }], "4/3/2024", "2024-03-04"],
    [[{ date: "MM/DD/YYYY" }], "03/04/2024", "2024-03-04"],
    [[{ date: "DD.MM.YYYY" }], "04.03.2024", "2024-03-04"],
    [[{ date: "YYYYMMDD" }], "20240304", "2024-03-04"],
    [[{ date: "DD/MM/YYYY" }], "2024-03-04", "2024-03-04"],
    [[{ trim: true }, { case: "upper" }, { lookup: { "A B": "x" } }], "a  b", "x"],
  ])("%j makes of %j %j", (steps, value, result) => {
    expect(mapped({ first: ["a"], ...(steps && { steps }) }, { a: value })).toBe(result);
  });
});

test("a template is cut into texts and fields, and a doubled brace is a brace", () => {
  expect(piecesOf("{{{first}}} – { last }")).toEqual([
    { text: "{" },
    { field: "first" },
    { text: "}" },
    { text: " – " },
    { field: "last" },
  ]);
});

test("a mapping wants every field that it reads, once", () => {
  expect(
    wantedFields({
      workEmail: { first: ["mail", "email"] },
      displayName: { template: "{first} {last}" },
      firstName: { template: "Hello {first}" },
      location: { constant: "Earth" },
    }),
  ).toEqual(["mail", "email", "first", "last"]);
});

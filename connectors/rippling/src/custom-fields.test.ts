import { expect, test } from "vitest";
import { customValues } from "./custom-fields.ts";

test.each([
  ["items with name and value", [{ name: "Cost centre", value: "EU-7" }]],
  ["items with field_name and field_value", [{ field_name: "Cost centre", field_value: "EU-7" }]],
  ["items with label", [{ id: "65aa", label: "Cost centre", value: "EU-7" }]],
  ["items with title", [{ title: "Cost centre", value: "EU-7" }]],
  ["a list of maps", [{ "Cost centre": "EU-7" }, { Guild: "A" }]],
  ["one map", { "Cost centre": "EU-7", Guild: "A" }],
])("a value is found in %s", (_, raw) => {
  expect(customValues(raw)?.get("Cost centre")).toBe("EU-7");
});

test.each([
  ["text", " EU-7 ", " EU-7 "],
  ["a number", 7, 7],
  ["a yes", true, true],
  ["several texts", ["A", "B"], "A, B"],
  ["none of several", [], null],
  ["a blank", "  ", null],
  ["null", null, null],
  ["an object", { amount: 7, currency: "EUR" }, undefined],
])("%s is read as it is", (_, value, read) => {
  expect(customValues([{ name: "Guild", value }])).toEqual(new Map([["Guild", read]]));
});

test("of two values of one name the first counts", () => {
  const twice = [
    { name: "Guild", value: "A" },
    { name: "Guild", value: "B" },
  ];
  expect(customValues(twice)?.get("Guild")).toBe("A");
});

test.each([[undefined], [null], ["Guild"], [7]])(
  "%j is no list of values, which is not an empty one",
  (raw) => {
    expect(customValues(raw)).toBeUndefined();
    expect(customValues([])).toEqual(new Map());
  },
);

test("names that objects have by nature are fields like any other", () => {
  const values = customValues(JSON.parse('[{ "__proto__": "x" }, { "name": "constructor", "value": "y" }]'));
  expect(values?.get("__proto__")).toBe("x");
  expect(values?.get("constructor")).toBe("y");
});

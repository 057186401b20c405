import { first, type FieldValue, type Mapping, plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import type { Employee } from "./employee.ts";
import { mapEmployee, type MapResult } from "./map-employee.ts";

const TODAY = plainDate("2026-03-02");
const MAPPING: Mapping = {
  workEmail: first("work_email", "email"),
  firstName: first("first_name"),
  orgMemberId: first("number"),
};

function map(fields: Record<string, FieldValue>, externalId = "7"): MapResult {
  return mapEmployee({ externalId, vendorStatus: "active", fields }, MAPPING, TODAY);
}

function employeeOf(fields: Record<string, FieldValue>): Employee {
  const result = map(fields);
  if ("rejected" in result) throw new Error(`${result.rejected.path} ${result.rejected.issue}`);
  return result.employee;
}

describe("a mapped field", () => {
  test("is a value, null where the source says empty, absent where it says nothing", () => {
    const { fields } = employeeOf({ first_name: "Ada", number: null });
    expect(fields).toEqual({ firstName: "Ada", orgMemberId: null });
  });

  test("without a rule is not returned", () => {
    const { fields } = employeeOf({ department: "Sales", first_name: "Ada" });
    expect(fields).toEqual({ firstName: "Ada" });
  });

  test.each<[string, Record<string, FieldValue>, string | null | undefined]>([
    ["the first that has a value", { work_email: "a@x.test", email: "b@x.test" }, "a@x.test"],
    ["the second where the first is empty", { work_email: null, email: "b@x.test" }, "b@x.test"],
    ["the second where the first is blank", { work_email: " \t", email: "b@x.test" }, "b@x.test"],
    ["the first though the second was not returned", { work_email: "a@x.test" }, "a@x.test"],
    ["not returned where the first was not, whatever the second is", { email: "b@x.test" }, undefined],
    ["empty where all were returned and empty", { work_email: null, email: "" }, null],
    ["not returned where one was not and the other is empty", { work_email: null }, undefined],
    ["not returned where the first was not and the second is empty", { email: null }, undefined],
    ["not returned where none was", {}, undefined],
  ])("of several sources is %s", (_, fields, expected) => {
    expect(employeeOf(fields).fields.workEmail).toBe(expected);
  });

  test.each<[FieldValue, string | null]>([
    ["  Ada \n", "Ada"],
    ["Ada  Lovelace", "Ada  Lovelace"],
    ["\u00a0Ada\u3000", "Ada"],
    ["", null],
    [" \u00a0\t", null],
    // One letter, written as two.
    ["Zoe\u0308", "Zo\u00eb"],
    ["\u212b", "\u00c5"],
    ["😀", "😀"],
    [0, "0"],
    [42, "42"],
    [false, "false"],
  ])("%j becomes %j", (raw, expected) => {
    expect(employeeOf({ first_name: raw }).fields.firstName).toBe(expected);
  });

  test("keeps leading zeros and what looks like a number", () => {
    for (const number of ["00123", "1e5", "9007199254740993", "0x10"]) {
      expect(employeeOf({ number }).fields.orgMemberId).toBe(number);
    }
  });

  test("may hold 1,000 characters, not counting the blanks around them", () => {
    expect(employeeOf({ first_name: ` ${"x".repeat(1_000)} ` }).fields.firstName).toHaveLength(1_000);
  });
});

describe("a record is turned away, alone and by the field's name", () => {
  test.each<[string, string, string]>([
    ["a NUL", "A\0da", "holds a NUL character"],
    ["the first half of a pair", "A\ud83dda", "holds half of a surrogate pair"],
    ["the second half of a pair", "A\ude00da", "holds half of a surrogate pair"],
    ["1,001 characters", "x".repeat(1_001), "is longer than 1000 characters"],
    ["a megabyte", "x".repeat(1_000_000), "is longer than 1000 characters"],
  ])("for %s", (_, value, issue) => {
    expect(map({ first_name: value })).toEqual({
      rejected: { externalId: "7", path: "firstName", issue },
    });
  });

  test("but not for a value that no rule maps", () => {
    expect(map({ first_name: "Ada", note: "\0" })).toHaveProperty("employee");
  });

  test("nor for one behind the value that was taken", () => {
    expect(map({ work_email: "a@x.test", email: "\0" })).toHaveProperty("employee");
  });
});

describe("an id", () => {
  test.each(["7", "007", "7 ", "a/b?c", "Zoe\u0308", "__proto__", "9007199254740993", "x".repeat(200)])(
    "is taken as it came: %j",
    (id) => {
      expect(map({}, id)).toMatchObject({ employee: { externalId: id } });
    },
  );

  test.each([
    ["none at all", "", "is empty"],
    ["with a NUL", "7\0", "holds a NUL character"],
    ["with half a surrogate pair", "\ud83d", "holds half of a surrogate pair"],
    ["of 201 characters", "x".repeat(201), "is longer than 200 characters"],
    ["of 2,000 characters", "x".repeat(2_000), "is longer than 1000 characters"],
  ])("%s cannot be stored, so the record is nobody's", (_, id, issue) => {
    expect(map({ first_name: "Ada" }, id)).toEqual({ rejected: { path: "id", issue } });
  });
});

test("the id of the person comes along where the source has one, blank is none, and one that cannot be stored turns the record away", () => {
  const mapPerson = (personId: string): MapResult =>
    mapEmployee({ externalId: "7", personId, vendorStatus: "active", fields: {} }, {}, TODAY);
  expect(mapPerson("P 1")).toMatchObject({ employee: { externalId: "7", personId: "P 1" } });
  expect(mapPerson(" ")).not.toHaveProperty("employee.personId");
  expect(mapPerson("x".repeat(201))).toEqual({
    rejected: { externalId: "7", path: "personId", issue: "is longer than 200 characters" },
  });
  expect(mapPerson("1\0")).toMatchObject({ rejected: { externalId: "7", path: "personId" } });
});

test("dates and employment come from the record, judged on the day of the run", () => {
  const record = {
    externalId: "7",
    vendorStatus: null,
    startDate: null,
    endDate: plainDate("2026-03-01"),
    fields: {},
  };
  expect(mapEmployee(record, {}, TODAY)).toMatchObject({
    employee: { employment: "terminated", startDate: null, endDate: "2026-03-01" },
  });
  expect(mapEmployee(record, {}, plainDate("2026-03-01"))).toMatchObject({
    employee: { employment: "active" },
  });
});

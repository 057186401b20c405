import { MAPPING_TARGETS, plainDate } from "@muster/connector-sdk";
import { expect, test } from "vitest";
import type { Employee, Employment } from "./employee.ts";
import { fingerprint } from "./fingerprint.ts";

type Fields = Employee["fields"];

function employee(fields: Partial<Fields> = {}, change: Partial<Employee> = {}): Employee {
  const none = Object.fromEntries(MAPPING_TARGETS.map((target) => [target, undefined])) as Fields;
  return {
    externalId: "1",
    employment: "active",
    startDate: undefined,
    endDate: undefined,
    fields: { ...none, ...fields },
    ...change,
  };
}

/** Pairs that have one fingerprint together. */
function alike(people: readonly Employee[]): [Employee, Employee][] {
  const seen = new Map<string, Employee>();
  return people.flatMap((person) => {
    const mark = fingerprint(person);
    const other = seen.get(mark);
    seen.set(mark, person);
    return other ? [[other, person] satisfies [Employee, Employee]] : [];
  });
}

test("is the text of a uuid, the same for the same record whoever has it", () => {
  const one = employee({ workEmail: "ada@acme.test", firstName: "Ada" });
  const reordered = {
    ...one,
    fields: { ...employee().fields, firstName: "Ada", workEmail: "ada@acme.test" },
  };
  expect(fingerprint(one)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(fingerprint(reordered)).toBe(fingerprint(one));
  expect(fingerprint({ ...one, externalId: "2" })).toBe(fingerprint(one));
});

test("tells a value, an empty one and one that was not returned apart, for each field and both dates", () => {
  for (const target of MAPPING_TARGETS) {
    const states = [undefined, null, "", "x", "0", "-", "=", "=1:x"];
    expect(alike(states.map((value) => employee({ [target]: value })))).toEqual([]);
  }
  const days = [undefined, null, plainDate("2026-03-02"), plainDate("2026-03-03")];
  expect(alike(days.map((startDate) => employee({}, { startDate })))).toEqual([]);
  expect(alike(days.map((endDate) => employee({}, { endDate })))).toEqual([]);
});

test("differs with the employment, for the day moves people without any field changing", () => {
  const all: Employment[] = ["preStart", "active", "onLeave", "terminated", "unknown"];
  expect(alike(all.map((employment) => employee({}, { employment })))).toEqual([]);
});

test("differs with the person whose record it is", () => {
  expect(alike([employee(), employee({}, { personId: "1" }), employee({}, { personId: "2" })])).toEqual([]);
});

test("does not mistake one field's value for another's", () => {
  expect(alike(MAPPING_TARGETS.map((target) => employee({ [target]: "same" })))).toEqual([]);
  expect(alike(MAPPING_TARGETS.map((target) => employee({ [target]: null })))).toEqual([]);
  const day = plainDate("2026-03-02");
  expect(alike([employee({}, { startDate: day }), employee({}, { endDate: day })])).toEqual([]);
});

test("tells attributes apart by name and state, in whatever order they were mapped", () => {
  const of = (attributes?: Employee["attributes"]): Employee => employee({}, attributes && { attributes });
  expect(
    alike([
      of(),
      of({ a: null }),
      of({ a: "" }),
      of({ a: "0" }),
      of({ b: "0" }),
      of({ a0: null }),
      of({ a: "x", b: "y" }),
      of({ a: "y", b: "x" }),
      of({ a: "x\u001fb=1:y" }),
    ]),
  ).toEqual([]);
  expect(fingerprint(of({ a: "x", b: "y" }))).toBe(fingerprint(of({ b: "y", a: "x" })));
});

test("is not fooled by a value that looks like the border between two", () => {
  const pairs = [
    ["a", "b"],
    ["a\u001f=1:b", undefined],
    ["a\u001f=1:b", null],
    ["a\u001f", "b"],
    ["a", "\u001fb"],
    ["ab", ""],
    ["", "ab"],
    ["a\u001f=1:b\u001f-", undefined],
    ["a\u001f-", "b"],
  ] as const;
  expect(alike(pairs.map(([firstName, lastName]) => employee({ firstName, lastName })))).toEqual([]);
});

test("never agrees for two different records of a few thousand random ones", () => {
  // Few marks and short values, so that many records are near each other.
  const marks = ["", "-", "0", "=", "1:", "\u001f", "a", "é"];
  let seed = 20_260_302;
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const value = (): string | null | undefined => {
    const kind = random(4);
    if (kind < 2) return kind === 0 ? null : undefined;
    return Array.from({ length: random(4) }, () => marks[random(marks.length)] ?? "").join("");
  };
  const seen = new Map<string, string>();
  for (let round = 0; round < 5_000; round += 1) {
    const fields = Object.fromEntries(MAPPING_TARGETS.map((target) => [target, value()])) as Fields;
    const record = employee(fields);
    const text = JSON.stringify(
      MAPPING_TARGETS.map((target) => [fields[target] === undefined, fields[target]]),
    );
    const mark = fingerprint(record);
    expect(seen.get(mark) ?? text).toBe(text);
    seen.set(mark, text);
  }
  expect(seen.size).toBeGreaterThan(4_900);
});

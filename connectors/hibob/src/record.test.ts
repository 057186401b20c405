import { expect, test } from "vitest";
import { FIELDS } from "./fields.ts";
import { listsNeeded, readRecord } from "./record.ts";
import { LENA, nested, slashed, type Values } from "./testing/people.ts";

const LABELS = {
  "root.displayName": "Lena B.",
  "work.department": "Research",
  "work.startDate": "04/03/2024",
};
const NONE = new Map();

function recordOf(raw: unknown, labels = NONE) {
  const read = readRecord(raw, FIELDS, labels);
  if ("rejected" in read) throw new Error(`rejected: ${read.rejected.path} ${read.rejected.issue}`);
  return read.record;
}

function lenaWith(changes: Values) {
  return recordOf(nested({ ...LENA, ...changes }, LABELS));
}

function rejectedOf(raw: unknown) {
  const read = readRecord(raw, FIELDS, NONE);
  if (!("rejected" in read)) throw new Error("was not rejected");
  return read.rejected;
}

test("ids and dates are the machine's, names of list items the labels", () => {
  const record = recordOf({ ...slashed(LENA), ...nested(LENA, LABELS) });
  expect(record).toMatchObject({
    externalId: "3421987654321098765",
    vendorStatus: "active",
    startDate: "2024-03-04",
    endDate: null,
    fields: {
      "root.displayName": "Lena Brandt",
      "work.employeeIdInCompany": "1187",
      "work.department": "Research",
      "work.title": null,
      "work.reportsTo": "3421987654321091111",
      "work.startDate": "2024-03-04",
    },
  });
});

test("with slash keys alone what is not there is not returned, and labels come from the named lists", () => {
  const raw = slashed(LENA);
  expect(listsNeeded([raw], FIELDS)).toEqual(["department"]);
  const labels = new Map([["department", new Map([["209192163", "Research"]])]]);
  const record = recordOf(raw, labels);
  expect(record.fields).toMatchObject({ "work.department": "Research", "work.startDate": "2024-03-04" });
  expect(record.fields).not.toHaveProperty("work.title");
  expect(record).not.toHaveProperty("endDate");
});

test("an item without a label anywhere is not returned: its number is no name", () => {
  expect(recordOf(slashed(LENA)).fields).not.toHaveProperty("work.department");
});

test("no list is asked for where every item has its label", () => {
  expect(listsNeeded([nested(LENA, LABELS)], FIELDS)).toEqual([]);
});

test("a key that is missing in every copy is not returned, which is not empty", () => {
  const { "root.email": _mail, "work.startDate": _start, ...rest } = LENA;
  const record = recordOf(nested(rest, LABELS));
  expect(record.fields).not.toHaveProperty("root.email");
  expect(record).not.toHaveProperty("startDate");
});

test.each([
  ["hired", "preStart"],
  ["employed", "active"],
  ["Employed ", "active"],
  ["garden leave", "onLeave"],
  ["gardenLeave", "onLeave"],
  ["leave", "onLeave"],
  ["parental_leave", "onLeave"],
  ["terminated", "terminated"],
  ["sabbatical", "unknown"],
  ["Ausgeschieden", "unknown"],
  ["209192999", "unknown"],
])("the lifecycle %j is reported as %j, whatever account and dates say", (lifecycle, status) => {
  const change = { "internal.lifecycleStatus": lifecycle, "internal.terminationDate": "2026-02-27" };
  expect(lenaWith({ ...change, "internal.status": "Inactive" }).vendorStatus).toBe(status);
});

test.each([
  ["renamed", "Terminated", "active"],
  ["translated", "Beschäftigt", "active"],
])("a %s label of the lifecycle says nothing: the machine value is %j's", (_, label, status) => {
  const raw = nested(LENA, { ...LABELS, "internal.lifecycleStatus": label, "internal.status": label });
  expect(recordOf(raw).vendorStatus).toBe(status);
});

test.each([[null], [""], [undefined]])(
  "with the lifecycle %j the termination date has the word",
  (lifecycle) => {
    const status = (changes: Values) => {
      const values = Object.entries({ ...LENA, "internal.lifecycleStatus": lifecycle, ...changes });
      return recordOf(nested(Object.fromEntries(values.filter(([, value]) => value !== undefined))))
        .vendorStatus;
    };
    expect(status({ "internal.terminationDate": "2026-02-27" })).toBeNull();
    expect(status({})).toBe("unknown");
    expect(status({ "internal.status": "Inactive" })).toBe("unknown");
    expect(status({ "internal.terminationDate": "2023-02-27" })).toBe("unknown");
  },
);

test.each([
  [{ id: "77", email: "omar@acme.test" }, "77"],
  ["77", "77"],
  [77, "77"],
  [null, null],
])("the manager is read from %j", (reportsTo, id) => {
  expect(lenaWith({ "work.reportsTo": reportsTo }).fields["work.reportsTo"]).toBe(id);
});

test.each([[2 ** 53], [Number("3421987654321098765")], [1.5], [-1], [""], ["  "], [null], [{}], [true]])(
  "a record whose id is %j is turned away without an id",
  (id) => {
    const rejected = rejectedOf(nested({ ...LENA, "root.id": id }));
    expect(rejected).not.toHaveProperty("externalId");
    expect(rejected.path).toBe("root.id");
  },
);

test.each([[null], [7], ["204"], [[]], [{}]])("%j is no record and is turned away without an id", (raw) => {
  expect(rejectedOf(raw)).not.toHaveProperty("externalId");
});

test("leading zeros are kept", () => {
  const record = lenaWith({ "root.id": "00123", "work.employeeIdInCompany": "0042" });
  expect(record).toMatchObject({ externalId: "00123", fields: { "work.employeeIdInCompany": "0042" } });
});

test.each([
  ["work.startDate", "04/03/2024"],
  ["work.startDate", "2024-03-04T00:00:00+02:00"],
  ["internal.terminationDate", "2026-02-30"],
  ["root.firstName", { text: "Lena" }],
  ["root.email", ["lena.brandt@acme.test"]],
  ["work.department", { id: "209192163" }],
  ["work.reportsTo", { displayName: "Omar Hale" }],
])("%s of %j turns the record away by name, without repeating the value", (path, value) => {
  const rejected = rejectedOf(nested({ ...LENA, [path]: value }));
  expect(rejected).toMatchObject({ externalId: LENA["root.id"], path });
  expect(rejected.issue).not.toMatch(/lena|omar|2026|2024/i);
});

import { expect, test } from "vitest";
import { readRecord } from "./record.ts";

const MIRA = {
  employeeId: "204",
  employeeNumber: "1187",
  firstName: "Mira",
  lastName: "Okafor",
  preferredName: null,
  displayName: "Mira Okafor",
  workEmail: "mira.okafor@acme.test",
  departmentName: "Analytics",
  divisionName: "",
  locationName: "Lisbon",
  jobTitleName: "Data Analyst",
  reportsToId: "61",
  status: "Active",
  employmentStatusName: "Full-Time",
  hireDate: "2024-03-04",
  originalHireDate: "0000-00-00",
  terminationDate: null,
  _restrictedFields: [] as string[],
};

function recordOf(changes: object) {
  const read = readRecord({ ...MIRA, ...changes });
  if ("rejected" in read) throw new Error(`rejected: ${read.rejected.path} ${read.rejected.issue}`);
  return read;
}

function rejectedOf(raw: unknown) {
  const read = readRecord(raw);
  if (!("rejected" in read)) throw new Error("was not rejected");
  return read.rejected;
}

test("a record keeps the vendor's names, and blanks in every form are empty", () => {
  const { record, withheld } = recordOf({});
  expect(withheld).toEqual([]);
  expect(record).toMatchObject({
    externalId: "204",
    vendorStatus: "active",
    startDate: "2024-03-04",
    endDate: null,
    fields: { departmentName: "Analytics", divisionName: null, originalHireDate: null, reportsToId: "61" },
  });
});

test.each([
  ["Active", null, "active"],
  ["Inactive", "2026-02-27", "terminated"],
  ["Inactive", null, "terminated"],
  ["", "2026-02-27", null],
  [null, "2026-02-27", null],
  [null, null, "unknown"],
  ["Furloughed", null, "unknown"],
  ["active", null, "unknown"],
])("status %j with the termination date %j is reported as %j", (status, terminationDate, reported) => {
  expect(recordOf({ status, terminationDate }).record.vendorStatus).toBe(reported);
});

test("a field that may not be read is not returned rather than empty, and its name is reported", () => {
  const { record, withheld } = recordOf({
    workEmail: null,
    hireDate: null,
    _restrictedFields: ["workEmail", "hireDate"],
  });
  expect(withheld).toEqual(["workEmail", "hireDate"]);
  expect(record.fields).not.toHaveProperty("workEmail");
  expect(record).not.toHaveProperty("startDate");
});

test("a field that did not come back is treated like one that may not be read", () => {
  const { departmentName: _, ...rest } = MIRA;
  const read = readRecord(rest);
  expect(read).toMatchObject({ withheld: ["departmentName"] });
});

test("a status that may not be read says nothing, whatever the dates say", () => {
  const change = { status: null, terminationDate: "2026-02-27", _restrictedFields: ["status"] };
  expect(recordOf(change).record.vendorStatus).toBe("unknown");
});

test("names that the vendor restricts but nobody asked for are not repeated", () => {
  expect(recordOf({ _restrictedFields: ["homeEmail"] }).withheld).toEqual([]);
});

test("ids stay text: leading zeros are kept, whole numbers are taken while they are exact", () => {
  expect(recordOf({ employeeId: "00123" }).record.externalId).toBe("00123");
  expect(recordOf({ employeeId: "1e5" }).record.externalId).toBe("1e5");
  expect(recordOf({ employeeId: 123, reportsToId: 61 }).record).toMatchObject({
    externalId: "123",
    fields: { employeeId: "123", reportsToId: "61" },
  });
});

test.each([[2 ** 53], [1.5], [-1], [""], ["  "], [null], [undefined], [{}], [["204"]], [true]])(
  "a record whose id is %j is turned away without an id",
  (employeeId) => {
    const rejected = rejectedOf({ ...MIRA, employeeId });
    expect(rejected).not.toHaveProperty("externalId");
    expect(rejected.path).toBe("employeeId");
  },
);

test.each([[null], [7], ["204"], [[]]])("%j is no record and is turned away without an id", (raw) => {
  expect(rejectedOf(raw)).not.toHaveProperty("externalId");
});

test.each([
  ["hireDate", "2026-02-30"],
  ["terminationDate", "27/02/2026"],
  ["hireDate", 20240304],
  ["firstName", { text: "Mira" }],
  ["workEmail", ["mira.okafor@acme.test"]],
  ["_restrictedFields", "workEmail"],
])("%s of %j turns the record away by name, without repeating the value", (path, value) => {
  const rejected = rejectedOf({ ...MIRA, [path]: value });
  expect(rejected).toMatchObject({ externalId: "204", path: expect.stringContaining(path) });
  expect(rejected.issue).not.toMatch(/mira|2026|2024/i);
});

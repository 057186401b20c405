import { plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { readRow } from "./row.ts";
import { reportSchema } from "./settings.ts";

const MINA = {
  Employee_ID: "30412",
  Work_Email: "mina.okafor@example.com",
  Worker_Status: "On Leave",
  Active: "1",
  Hire_Date: "2021-09-06",
  Manager_ID: "30011",
};

function read(row: unknown, report: object = {}, wanted: readonly string[] = []) {
  return readRow(row, {
    report: reportSchema.parse({ owner: "ISU_Roster", name: "Roster", ...report }),
    asOf: plainDate("2026-07-02"),
    wanted,
  });
}

test("a row is read by its columns", () => {
  expect(read(MINA)).toEqual({
    record: {
      externalId: "30412",
      personId: expect.stringMatching(/^[0-9a-f]{32}$/),
      vendorStatus: "onLeave",
      startDate: "2021-09-06",
      endDate: null,
      fields: {
        Worker_ID: "30412",
        Work_Email: "mina.okafor@example.com",
        Hire_Date: "2021-09-06",
        Termination_Date: null,
        Manager: "30011",
      },
    },
  });
});

test("a column that the report does not have leaves its field out, others are named as the tenant names them", () => {
  const columns = { id: "WID", managerId: null, jobTitle: "Email_-_Title", hireDate: null };
  const result = read({ ...MINA, WID: "0f3c", "Email_-_Title": "Engineer" }, { columns });
  expect(result).toMatchObject({ record: { externalId: "0f3c", fields: { Job_Title: "Engineer" } } });
  expect("record" in result && result.record).not.toHaveProperty("startDate");
  expect("record" in result && result.record.fields).not.toHaveProperty("Manager");
});

test.each([[undefined], [""], ["  "], [null]])("%j is an empty value", (Work_Email) => {
  expect(read({ ...MINA, Work_Email })).toMatchObject({ record: { fields: { Work_Email: null } } });
});

describe("who is not active", () => {
  test.each([
    [{ Active: "0", Termination_Date: "2026-06-30" }, "terminated"],
    [{ Active: "false", Termination_Date: "2026-06-30" }, "terminated"],
    [{ Active: "0" }, "unknown"],
    [{ Active: "0", Hire_Date: "2026-09-01" }, "preStart"],
    [{ Active: "0", Hire_Date: "2026-09-01", Termination_Date: "2024-05-31" }, "preStart"],
    [{ Active: "0", Hire_Date: "" }, "unknown"],
    [{ Active: "0", Hire_Date: "", Termination_Date: "2026-06-30" }, "terminated"],
    [{ Active: "no" }, "unknown"],
    [{ Active: "0", Worker_Status: "On Leave" }, "onLeave"],
    [{ Active: "0", Worker_Status: "Beurlaubt" }, "unknown"],
    [{ Active: "0", Worker_Status: "Garden leave", Termination_Date: "2027-01-31" }, "unknown"],
    [{ Active: "0", Worker_Status: "Terminated" }, "terminated"],
    [{ Active: "1", Worker_Status: "Terminated" }, "unknown"],
    [{ Active: "" }, "unknown"],
    [{ Active: "1", Worker_Status: "Active", Termination_Date: "2024-05-31" }, "active"],
    [{ Active: true, Worker_Status: "" }, "active"],
  ])("with %j is %s", (changes, vendorStatus) => {
    expect(read({ ...MINA, Worker_Status: null, ...changes })).toMatchObject({ record: { vendorStatus } });
  });
});

test("days are read in the tenant's format, and never in another", () => {
  const american = { ...MINA, Hire_Date: "09/06/2021" };
  expect(read(american, { dateFormat: "mdy" })).toMatchObject({
    record: { startDate: "2021-09-06", fields: { Hire_Date: "2021-09-06" } },
  });
  expect(read(american)).toEqual({
    rejected: { externalId: "30412", path: "Hire_Date", issue: 'is no day of the format "iso"' },
  });
});

test.each([[null], ["text"], [[]], [{}], [{ ...MINA, Employee_ID: "" }], [{ ...MINA, Employee_ID: ["1"] }]])(
  "%j is turned away without an id",
  (row) => {
    expect(read(row)).toEqual({ rejected: { path: "Employee_ID", issue: "is missing or no text" } });
  },
);

test("a number keeps its leading zeros, and one that JSON has rounded is none", () => {
  expect(read({ ...MINA, Employee_ID: "00123" })).toMatchObject({ record: { externalId: "00123" } });
  expect(read({ ...MINA, Employee_ID: 123 })).toMatchObject({ record: { externalId: "123" } });
  expect(read({ ...MINA, Employee_ID: 2 ** 53 })).toHaveProperty("rejected");
});

test("a group in the place of a value turns the row away", () => {
  expect(read({ ...MINA, Manager_ID: [{ ID: "30011" }] })).toEqual({
    rejected: { externalId: "30412", path: "Manager_ID", issue: "is no text" },
  });
});

test("of other columns those are read that are wanted", () => {
  const row = { ...MINA, Guild: "Payments", Cost_Centers: [{ Code: "1" }] };
  const wanted = ["Column.Guild", "Column.Cost_Centers", "Column.Badge", "Work_Email"];
  const result = read(row, {}, wanted);
  const fields = "record" in result ? result.record.fields : {};
  expect(fields).toMatchObject({ "Column.Guild": "Payments", "Column.Badge": null });
  expect(fields).not.toHaveProperty("Column.Cost_Centers");
  expect(read(row)).not.toHaveProperty("record.fields.Column.Guild");
});

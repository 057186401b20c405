import { describe, expect, test } from "vitest";
import { settingsSchema } from "./settings.ts";

const MINIMUM = { host: "services1.myworkday.com", tenant: "acme" };

function accepts(settings: object): boolean {
  return settingsSchema.safeParse({ ...MINIMUM, ...settings }).success;
}

test("host and tenant are enough", () => {
  expect(settingsSchema.parse({ ...MINIMUM, host: " Services1.MyWorkday.com " })).toEqual({
    ...MINIMUM,
    version: "v44.0",
    department: "supervisory",
  });
});

test.each([
  "wd2-impl-services1.workday.com",
  "services1.wd503.myworkday.com",
  "impl-services1.wd12.myworkday.com",
])("the credentials may go to %s", (host) => {
  expect(accepts({ host })).toBe(true);
});

test.each([
  "workday.com",
  "evilworkday.com",
  "services1.myworkday.com.evil.test",
  "evil.test/.workday.com",
  "evil.test#.workday.com",
  "user@services1.workday.com",
  "https://services1.myworkday.com",
  "services1.myworkday.com:8443",
  "services1.myworkday.com/ccx",
  "-x.workday.com",
  "127.0.0.1",
  "",
])("nothing is sent to the host %j", (host) => {
  expect(accepts({ host })).toBe(false);
  expect(accepts({ signInHost: host })).toBe(false);
});

test.each([
  { tenant: "acme/../other" },
  { tenant: "" },
  { tenant: "a b" },
  { version: "44.0" },
  { version: "v44" },
  { version: "v44.0/x" },
  { department: "SUPERVISORY" },
])("%j is refused", (settings) => {
  expect(accepts(settings)).toBe(false);
});

describe("a report", () => {
  const report = (more: object = {}) => ({
    report: { owner: "ISU_Roster", name: "Employee_Roster", ...more },
  });

  test("needs an owner and a name; its columns have common names", () => {
    const parsed = settingsSchema.parse({ ...MINIMUM, ...report() });
    expect(parsed.report).toMatchObject({
      dateFormat: "iso",
      prompts: {},
      columns: {
        id: "Employee_ID",
        active: "Active",
        status: "Worker_Status",
        workEmail: "Work_Email",
        hireDate: "Hire_Date",
        terminationDate: "Termination_Date",
        managerId: "Manager_ID",
        firstName: null,
      },
    });
  });

  test("may lack any column but the two that tell people apart and whether they left", () => {
    expect(accepts(report({ columns: { workEmail: null, status: "" } }))).toBe(true);
    expect(accepts(report({ columns: { id: null } }))).toBe(false);
    expect(accepts(report({ columns: { active: "" } }))).toBe(false);
  });

  test.each([
    { owner: ".." },
    { name: "Roster/../../x" },
    { name: "Roster?x" },
    { name: "Roster%2f" },
    { name: "" },
    { columns: { workMail: "Work_Email" } },
    { dateFormat: "guess" },
    { page: 1 },
  ])("with %j is refused", (more) => {
    expect(accepts(report(more))).toBe(false);
  });
});

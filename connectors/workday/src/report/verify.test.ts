import { expect, test } from "vitest";
import { contextFor } from "../testing/context.ts";
import { discoverColumns } from "./discover-fields.ts";
import { type ReportContext, reportContext } from "./context.ts";
import { verifyReport } from "./verify.ts";

const PERSON = {
  Employee_ID: "1",
  Work_Email: "p@example.com",
  Worker_Status: "Active",
  Active: "1",
  Hire_Date: "2021-09-06",
  Manager_ID: "7",
};
const LEAVER = { Employee_ID: "2", Active: "0", Hire_Date: "2019-02-04", Termination_Date: "2026-06-30" };

function contextOf(items: readonly unknown[]): ReportContext {
  const report = { owner: "ISU_Roster", name: "Roster" };
  const found = reportContext(contextFor(() => ({ items }), { report }));
  if (!found) throw new Error("no report");
  return found;
}

async function checksOf(items: readonly unknown[]) {
  const checks = await verifyReport(contextOf(items));
  return new Map(checks.map((check) => [check.id, check]));
}

test("a report with every column and somebody who left passes", async () => {
  const checks = await checksOf([PERSON, LEAVER]);
  expect([...checks.values()].filter(({ outcome }) => outcome !== "pass")).toEqual([]);
  expect(checks.get("headCount")?.detail).toContain("2 people");
});

test("a report of active people is a warning that says which report to make", async () => {
  expect((await checksOf([PERSON])).get("seesLeavers")).toMatchObject({
    outcome: "warn",
    fix: expect.stringContaining("All Active and Terminated Workers"),
  });
});

test("a column that no row has fails", async () => {
  const { Work_Email: _mail, ...rest } = PERSON;
  expect((await checksOf([{ ...rest, Email: "x" }, LEAVER])).get("reportColumns")).toMatchObject({
    outcome: "fail",
    kind: "config",
    detail: "in no row: Work_Email",
  });
});

test("no more of a long report is read than it takes", async () => {
  let given = 0;
  function* rows() {
    for (; given < 5_000; given += 1) yield given === 10 ? LEAVER : { ...PERSON, Employee_ID: `p${given}` };
  }
  const items = { [Symbol.iterator]: rows } as unknown as readonly unknown[];
  const checks = await checksOf(items);
  expect(given).toBeLessThan(1_100);
  expect(checks.get("headCount")?.detail).toContain("does not tell");
});

test("an empty report lists nobody", async () => {
  const checks = await checksOf([]);
  expect(checks.get("listsPeople")?.outcome).toBe("fail");
  expect(checks.has("reportColumns")).toBe(false);
});

test("the columns that no setting names can be mapped, with their kind as far as the values show it", async () => {
  const rows = [
    {
      ...PERSON,
      Guild: "Payments",
      "Email_-_Home": "a@home.test",
      Next_Review: "2026-09-01",
      Groups: [{ a: 1 }],
    },
    { ...PERSON, Guild: "Payments", "Email_-_Home": "b@home.test", Next_Review: "", Badge: null },
  ];
  expect(await discoverColumns(contextOf(rows))).toEqual([
    { id: "Column.Guild", label: "Guild", type: "text", samples: ["Payments"] },
    {
      id: "Column.Email_-_Home",
      label: "Email - Home",
      type: "email",
      samples: ["a@home.test", "b@home.test"],
    },
    { id: "Column.Next_Review", label: "Next Review", type: "date", samples: ["2026-09-01"] },
    { id: "Column.Badge", label: "Badge", type: "text", samples: [] },
  ]);
});

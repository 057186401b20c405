import { describe, expect, test } from "vitest";
import type { FaultName } from "../kit/fault-catalog.ts";
import type { TruthRow } from "../kit/vendor.ts";
import { getReport, REPORT, reportRows, simulateWorkday } from "../testing/workday.ts";
import type { Simulator } from "../start.ts";

async function simulateReport(employees = 250): Promise<Simulator> {
  return simulateWorkday({ employees, variant: "report" });
}

async function broken(fault: FaultName): Promise<Simulator> {
  const simulator = await simulateReport(60);
  simulator.setFaults({ rules: [{ operation: "list", fault }] });
  return simulator;
}

/** A row as a reader of the columns would take it: what is absent, blank or null is nothing. */
function readRow(row: Record<string, unknown>, today: string): TruthRow {
  const text = (column: string): string | null => {
    const value = row[column];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const [hired, status] = [text("Hire_Date"), text("Worker_Status")];
  const ahead = hired !== null && hired > today;
  const working = status === "On Leave" ? "onLeave" : "active";
  const gone = status === "Terminated" || text("Termination_Date") !== null ? "terminated" : "unknown";
  return {
    id: text("Employee_ID") ?? "",
    workEmail: text("Work_Email"),
    firstName: text("First_Name") ?? "",
    lastName: text("Last_Name"),
    department: text("Department"),
    jobTitle: text("Business_Title"),
    employment: text("Active") === "1" ? working : ahead ? "preStart" : gone,
    startDate: hired,
    endDate: text("Termination_Date"),
    managerId: text("Manager_ID"),
  };
}

describe("the report", () => {
  test("says what the truth says, by the numbers of employees", async () => {
    const simulator = await simulateReport(400);
    const rows = await reportRows(simulator);
    expect(rows.map((row) => readRow(row, simulator.today()))).toEqual(simulator.company());
    expect(simulator.countsPeople).toBe(false);
  });

  test("is text throughout: flags as digits, dates in two forms, emptiness in three", async () => {
    const rows = await reportRows(await simulateReport());
    const values = rows.flatMap((row) => Object.entries(row)).filter(([column]) => column !== "Cost_Centers");
    expect(values.every(([, value]) => typeof value === "string" || value === null)).toBe(true);
    expect(new Set(rows.map((row) => row["Active"]))).toEqual(new Set(["0", "1"]));
    expect(rows[0]).toMatchObject({
      Hire_Date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      Original_Hire_Date: expect.stringMatching(/^\d\d\/\d\d\/\d{4}$/),
      Cost_Centers: [{ Code: expect.stringMatching(/^0\d+$/), Name: expect.any(String) }],
    });
    const ends = rows.map((row) => ("Termination_Date" in row ? row["Termination_Date"] : "absent"));
    expect(ends).toEqual(expect.arrayContaining(["absent", "", null]));
  });

  test("names organizations with their leaders", async () => {
    const rows = await reportRows(await simulateReport());
    const names = rows.map((row) => row["Supervisory_Organization"]);
    expect(names).toContain("Engineering (Vacant)");
    expect(rows[1]?.["Supervisory_Organization"]).toBe(
      `${String(rows[1]?.["Department"])} (${String(rows[0]?.["First_Name"])} ${String(rows[0]?.["Last_Name"])})`,
    );
  });

  test("takes prompts: without those who left, and as of a day", async () => {
    const simulator = await simulateReport();
    const states = async (query: string): Promise<Set<string>> => {
      const rows = await reportRows(simulator, { query });
      return new Set(rows.map((row) => readRow(row, simulator.today()).employment));
    };
    expect(await states("&Include_Terminated_Workers=1")).toContain("terminated");
    expect(await states("&Include_Terminated_Workers=0")).not.toContain("terminated");
    expect(await states("&Effective_as_of_Date=2027-12-31-07%3A00")).not.toContain("preStart");
    expect((await getReport(simulator, { query: "&Effective_as_of_Date=soon" })).status).toBe(400);
  });

  test("is one of employees: contingent workers are no part of it", async () => {
    const simulator = await simulateWorkday();
    const rows = await reportRows(simulator);
    expect(rows.length).toBeLessThan(230);
    expect(new Set(rows.map((row) => row["Employee_ID"])).size).toBe(rows.length);
  });

  test("can be followed through edits by number", async () => {
    const simulator = await simulateReport();
    const id = simulator.company().findLast(({ employment }) => employment === "active")?.id;
    expect(simulator.edit({ op: "terminate", id })).toMatchObject({ id, employment: "terminated" });
    const row = (await reportRows(simulator)).find((each) => each["Employee_ID"] === id);
    expect(row).toMatchObject({ Active: "0", Termination_Date: "2026-05-01" });
  });

  test("of a large company comes in pieces", async () => {
    const simulator = await simulateReport(20_000);
    const response = await getReport(simulator);
    expect(response.headers.get("transfer-encoding")).toBe("chunked");
    expect(JSON.parse(await response.text())).toHaveProperty("Report_Entry.length", 20_000);
  });
});

describe("whoever asks for the report", () => {
  test("signs in with the tenant's name behind the user's, or without", async () => {
    const simulator = await simulateReport(5);
    const status = async (user: string, password?: string): Promise<number> =>
      (await getReport(simulator, password === undefined ? { user } : { user, password })).status;
    expect([await status("ISU_Roster"), await status("ISU_Roster@acme")]).toEqual([200, 200]);
    expect([await status("ISU_Roster@other"), await status("ISU_Roster", "wrong")]).toEqual([401, 401]);
    expect((await fetch(simulator.url + REPORT)).status).toBe(401);
    expect(await status("ISU_Roster", simulator.keys.forbidden)).toBe(403);
  });

  test("sees fewer columns or fewer people where rights are missing", async () => {
    const simulator = await simulateReport();
    const [restricted] = await reportRows(simulator, { password: simulator.keys.restricted });
    expect(restricted).not.toHaveProperty("Department");
    expect(restricted).toHaveProperty("Active");
    const narrow = await reportRows(simulator, { password: simulator.keys.narrow });
    const working = narrow.filter((row) => row["Active"] === "1");
    expect(new Set(working.map((row) => row["Department"]))).toEqual(new Set(["Engineering", "Product"]));
  });

  test("finds no other report, no other form and no other tenant", async () => {
    const simulator = await simulateReport(5);
    const status = async (path: string): Promise<number> => (await getReport(simulator, { path })).status;
    expect(await status(REPORT.replace("Employee_Roster", "Other"))).toBe(404);
    expect(await status(REPORT.replace("json", "csv"))).toBe(400);
    expect(await status(REPORT.replace("/acme/", "/other/"))).toBe(503);
  });
});

describe("a report that goes wrong", () => {
  test("is cut in the middle, or has no rows' key", async () => {
    const cut = await (await getReport(await broken("cutJson"))).text();
    expect(cut).toMatch(/^\{"Report_Entry":\[\{/);
    expect(cut.endsWith("]}")).toBe(false);
    expect(await (await getReport(await broken("emptyObject"))).json()).toEqual({});
    expect(await (await getReport(await broken("emptyList"))).json()).toEqual({ Report_Entry: [] });
  });

  test("has another name for a column, or lacks the status", async () => {
    const renamed = await reportRows(await broken("renamedField"));
    expect(renamed.some((row) => "Work_Email" in row)).toBe(false);
    expect(renamed.some((row) => "primaryWorkEmail" in row)).toBe(true);
    const [row] = await reportRows(await broken("restrictField"));
    expect(row).not.toHaveProperty("Active");
  });

  test("is one of active employees only", async () => {
    const simulator = await broken("activeOnly");
    const working = simulator.company().filter(({ employment }) => /^(active|onLeave)$/.test(employment));
    expect(await reportRows(simulator)).toHaveLength(working.length);
  });

  test("has rows that are spoilt, and numbers that are no text where they can be", async () => {
    const doubled = (await reportRows(await broken("duplicateId"))).map((row) => row["Employee_ID"]);
    expect(doubled.length - new Set(doubled).size).toBe(1);
    const ids = (await reportRows(await broken("numericIds"))).map((row) => row["Employee_ID"]);
    expect(ids).toContain(1000);
    const texts = ids.filter((id) => typeof id === "string");
    expect(texts.every((id) => /^(0|ZK)\d+$/.test(id))).toBe(true);
  });

  test("is refused in its own way: too many calls by 429, maintenance by a page", async () => {
    const throttled = await getReport(await broken("throttle"));
    expect([throttled.status, throttled.headers.get("retry-after")]).toEqual([429, null]);
    const down = await getReport(await broken("http503"));
    expect([down.status, down.headers.get("content-type")]).toEqual([503, "text/html;charset=utf-8"]);
  });
});

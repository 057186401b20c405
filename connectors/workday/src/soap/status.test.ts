import { isConnectorError, plainDate } from "@muster/connector-sdk";
import { describe, expect, test } from "vitest";
import { element } from "../testing/example.ts";
import { readStatus } from "./status.ts";

const TODAY = plainDate("2026-07-02");

/** The status data of `Active`, `Terminated` and more. */
function read(active: string, terminated: string, more = "") {
  return readStatus(
    element(
      `<wd:Worker_Status_Data><wd:Active>${active}</wd:Active>${more}<wd:Terminated>${terminated}</wd:Terminated></wd:Worker_Status_Data>`,
    ),
    TODAY,
  );
}

const hired = (day: string) => `<wd:Hire_Date>${day}</wd:Hire_Date>`;
const ended = (day: string) => `<wd:Termination_Date>${day}</wd:Termination_Date>`;

describe("a worker", () => {
  test.each([
    ["1", "0", hired("2021-09-06"), "active"],
    ["true", "false", hired("2021-09-06"), "active"],
    ["1", "0", "<wd:Leave_Status_Data><wd:On_Leave>0</wd:On_Leave></wd:Leave_Status_Data>", "active"],
    [
      "1",
      "0",
      "<wd:Leave_Status_Data><wd:On_Leave>0</wd:On_Leave></wd:Leave_Status_Data><wd:Leave_Status_Data><wd:On_Leave>true</wd:On_Leave></wd:Leave_Status_Data>",
      "onLeave",
    ],
    [
      "0",
      "0",
      `${hired("2021-09-06")}<wd:Leave_Status_Data><wd:On_Leave>1</wd:On_Leave></wd:Leave_Status_Data>`,
      "onLeave",
    ],
    [
      "0",
      "1",
      `${ended("2021-09-05")}<wd:Leave_Status_Data><wd:On_Leave>1</wd:On_Leave></wd:Leave_Status_Data>`,
      "terminated",
    ],
    ["0", "1", hired("2020-01-13") + ended("2021-09-05"), "terminated"],
    ["0", "0", hired("2026-07-20"), "preStart"],
    ["0", "0", hired("2026-07-02"), "preStart"],
    ["0", "0", hired("2026-07-01"), "terminated"],
    ["0", "0", `${hired("2026-07-20")}<wd:Hire_Rescinded>1</wd:Hire_Rescinded>`, "terminated"],
    ["0", "0", "", "unknown"],
    ["1", "1", hired("2021-09-06"), "unknown"],
    ["2", "0", hired("2021-09-06"), "unknown"],
    ["", "0", hired("2021-09-06"), "unknown"],
  ])("with Active %s, Terminated %s and %j is %s", (active, terminated, more, status) => {
    expect(read(active, terminated, more)).toMatchObject({ vendorStatus: status });
  });

  test("who was hired again is active, whatever stale dates say", () => {
    const more = `${hired("2026-02-01")}<wd:Original_Hire_Date>2019-03-04</wd:Original_Hire_Date><wd:Rehire>1</wd:Rehire><wd:Resignation_Date>2024-05-31</wd:Resignation_Date>`;
    expect(read("1", "0", more)).toEqual({
      vendorStatus: "active",
      startDate: "2026-02-01",
      endDate: null,
      fields: { Hire_Date: "2026-02-01", Original_Hire_Date: "2019-03-04", Termination_Date: null },
    });
  });

  test("whose hire was taken back is no joiner to come", () => {
    const more = `${hired("2026-07-20")}<wd:Hire_Rescinded>true</wd:Hire_Rescinded>`;
    expect(read("0", "0", more)).toMatchObject({ vendorStatus: "terminated", startDate: null });
  });
});

test("a day keeps its first ten characters, in whichever zone it was written", () => {
  const more = hired("2019-12-31-07:00") + ended("2021-01-01+14:00");
  expect(read("0", "1", more)).toMatchObject({ startDate: "2019-12-31", endDate: "2021-01-01" });
});

test.each(["2021-02-30", "06.09.2021", "soon"])("%s is no day, and turns the record away", (day) => {
  expect(read("0", "1", ended(day))).toEqual({ wrong: "Termination_Date" });
});

test.each([
  ["no status data", "<wd:Nothing/>"],
  ["no Active", "<wd:Worker_Status_Data><wd:Terminated>0</wd:Terminated></wd:Worker_Status_Data>"],
  ["no Terminated", "<wd:Worker_Status_Data><wd:Active>1</wd:Active></wd:Worker_Status_Data>"],
])("%s means that a right is missing, and ends the read", (_, xml) => {
  let caught: unknown;
  try {
    readStatus(element(xml), TODAY);
  } catch (error) {
    caught = error;
  }
  expect(isConnectorError(caught) && [caught.kind, caught.code]).toEqual(["permission", "statusWithheld"]);
});

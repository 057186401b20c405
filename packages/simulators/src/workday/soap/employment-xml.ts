import { addDays } from "../../company/calendar.ts";
import { levelOf } from "../levels.ts";
import type { Worker } from "../worker.ts";
import { toEntry, toWorker, type Writer } from "./writer.ts";
import { element, escapeXml, textElement } from "./xml.ts";

interface Asked {
  /** Every job and not the primary one alone. */
  additionalJobs: boolean;
  statusHidden: boolean;
  barest: boolean;
  /** As they are sent: a fault may have spoilt them. */
  active: string | undefined;
  hireDate: string | null;
}

/** Employment_Data: the jobs, the status, the contract. */
export function employmentData(worker: Worker, asked: Asked, writer: Writer): string {
  return element("Employment_Data", [
    ...jobs(worker, asked, writer),
    asked.statusHidden ? "" : statusData(worker, asked, writer),
    contractData(worker, writer),
  ]);
}

function jobs(worker: Worker, { additionalJobs, barest }: Asked, writer: Writer): string[] {
  if (worker.job === null) return [];
  const { id } = worker.person;
  const primary = element("Worker_Job_Data", positionData(worker, barest, writer), {
    Primary_Job: writer.flag(true),
  });
  if (!additionalJobs || id % 21 !== 4) return [primary];
  const second = element("Position_Data", textElement("Business_Title", "First Aider"));
  return [primary, element("Worker_Job_Data", second, { Primary_Job: writer.flag(false) })];
}

function positionData({ person, job, status }: Worker, barest: boolean, writer: Writer): string {
  const { id, jobTitle, location } = person;
  const lastManager = job?.lastManager ?? null;
  const begins = status.hireDate ?? "2020-01-01";
  return element(
    "Position_Data",
    [
      textElement("Position_ID", `P-${String(id).padStart(5, "0")}`),
      ...titles(id, jobTitle, barest),
      jobTitle === null ? "" : profileSummary(id, jobTitle, barest, writer),
      location === null ? "" : element("Business_Site_Summary_Data", textElement("Name", location)),
      lastManager === null
        ? ""
        : writer.reference("Manager_as_of_last_detected_manager_change_Reference", toWorker(lastManager)),
    ],
    { Effective_Date: writer.date(begins) },
  );
}

/** Where the title is: on the worker, on the position, or on the job profile alone. */
function titlePlace(id: number, barest: boolean): "business" | "position" | "profile" {
  if (barest || id % 13 === 0) return "position";
  return id % 17 === 0 ? "profile" : "business";
}

function titles(id: number, jobTitle: string | null, barest: boolean): string[] {
  const place = titlePlace(id, barest);
  if (jobTitle === null || place === "profile") return [];
  if (place === "position") return [textElement("Position_Title", jobTitle)];
  return [textElement("Position_Title", `${jobTitle} (${id})`), textElement("Business_Title", jobTitle)];
}

function profileSummary(id: number, jobTitle: string, barest: boolean, writer: Writer): string {
  const level = levelOf(jobTitle);
  const name = titlePlace(id, barest) === "profile" ? jobTitle : `${jobTitle} ${["I", "II", "III"][id % 3]}`;
  return element("Job_Profile_Summary_Data", [
    writer.reference(
      "Management_Level_Reference",
      toEntry(writer.ids, "Management_Level_ID", level.id, level.name),
    ),
    textElement("Job_Profile_Name", name),
  ]);
}

function statusData({ person, status }: Worker, { active, hireDate }: Asked, writer: Writer): string {
  const date = (name: string, day: string | null): string =>
    day === null ? "" : textElement(name, writer.date(day));
  const flag = (name: string, value: boolean): string => textElement(name, writer.flag(value));
  // A contract for a fixed time: planned, and often made longer.
  const fixedEnd = person.id % 19 === 3 && status.hireDate !== null ? addDays(status.hireDate, 730) : null;
  return element("Worker_Status_Data", [
    element("Active", escapeXml(active ?? writer.flag(status.active))),
    date("Hire_Date", hireDate),
    date("Original_Hire_Date", status.originalHireDate),
    date("End_Employment_Date", fixedEnd),
    flag("Terminated", status.terminated),
    date("Termination_Date", status.terminationDate),
    date("Termination_Last_Day_of_Work", status.terminationDate),
    date("Resignation_Date", status.resignationDate),
    status.resignationDate === null ? "" : flag("Regrettable_Termination", person.id % 2 === 0),
    // An absence that is over stays on the record.
    person.id % 6 === 0 ? element("Leave_Status_Data", flag("On_Leave", false)) : "",
    status.onLeave ? element("Leave_Status_Data", flag("On_Leave", true)) : "",
    flag("Rehire", status.rehire),
    status.hireRescinded ? flag("Hire_Rescinded", true) : "",
  ]);
}

function contractData({ name, status }: Worker, writer: Writer): string {
  if (name.numberType !== "Contingent_Worker_ID" || status.hireDate === null) return "";
  const end = status.terminationDate ?? addDays(status.hireDate, 365);
  return element("Worker_Contract_Data", textElement("Contract_End_Date", writer.date(end)));
}

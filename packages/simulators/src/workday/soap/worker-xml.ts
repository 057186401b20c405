import type { FaultName } from "../../kit/fault-catalog.ts";
import { type Row, type RowKeys, spoilRows } from "../../kit/list-faults.ts";
import type { Domain } from "../access.ts";
import type { Ids } from "../ids.ts";
import { shownName } from "../person-facts.ts";
import type { Worker } from "../worker.ts";
import { employmentData } from "./employment-xml.ts";
import { managementChain, organizationData } from "./organization-xml.ts";
import { personalData } from "./personal-xml.ts";
import type { Sections } from "./sections.ts";
import { createWriter, idElement, type Writer } from "./writer.ts";
import { element, textElement } from "./xml.ts";

/** What decides how workers are written. */
export interface Writing {
  ids: Ids;
  sections: Sections;
  descriptors: boolean;
  lacks: ReadonlySet<Domain>;
  fault: FaultName | undefined;
}

const KEYS: RowKeys = {
  id: "wid",
  managerId: "managerId",
  firstName: "firstName",
  startDate: "hireDate",
  status: "active",
};

/** The workers as XML, one of them spoilt where a fault says so. In XML every id is text, so none can be a number. */
export function workerElements(workers: readonly Worker[], writing: Writing): string[] {
  const rows = workers.map(
    (worker, position): Row => ({
      position,
      wid: worker.name.wid,
      firstName: shownName(worker.person).first,
      hireDate: worker.status.hireDate,
      active: undefined,
    }),
  );
  return spoilRows(rows, writing.fault, KEYS).flatMap((row) => {
    const worker = workers[Number(row["position"])];
    return worker === undefined ? [] : [workerElement(worker, row, writing)];
  });
}

function workerElement(worker: Worker, row: Row, writing: Writing): string {
  const { sections, fault, ids, descriptors } = writing;
  const { person, name } = worker;
  const barest = fault === "barestForm";
  const writer = createWriter(person.id, { ids, descriptors, barest });
  const wid = textOf(row["wid"]);
  const reference = [
    ...(wid === undefined ? [] : [idElement("WID", wid)]),
    idElement(name.numberType, name.number),
  ];
  return element("Worker", [
    sections.has("Include_Reference")
      ? element("Worker_Reference", reference, { Descriptor: descriptors ? name.descriptor : undefined })
      : "",
    barest ? "" : textElement("Worker_Descriptor", name.descriptor),
    workerData(worker, row, writing, writer),
  ]);
}

function workerData(worker: Worker, row: Row, writing: Writing, writer: Writer): string {
  const { sections, lacks, fault } = writing;
  const { name, job, userId, universalId } = worker;
  const barest = fault === "barestForm";
  const shows = (flag: string): boolean => sections.has(flag);
  const personal = {
    firstName: textOf(row["firstName"]) ?? "",
    homeMail: !lacks.has("homeMail"),
    barest,
    workUsage: fault === "renamedField" ? "BUSINESS" : "WORK",
  };
  const employment = {
    additionalJobs: shows("Include_Additional_Jobs"),
    statusHidden: lacks.has("status"),
    barest,
    active: textOf(row["active"]),
    hireDate: textOf(row["hireDate"]) ?? null,
  };
  const organized = job !== null && !lacks.has("organizations");
  return element("Worker_Data", [
    textElement("Worker_ID", name.number),
    textElement("User_ID", userId),
    textElement("Universal_ID", universalId),
    shows("Include_Personal_Information") ? personalData(worker, personal, writer) : "",
    shows("Include_Employment_Information") && !lacks.has("staffing")
      ? employmentData(worker, employment, writer)
      : "",
    shows("Include_Compensation") ? element("Compensation_Data", "") : "",
    organized && shows("Include_Organizations") ? organizationData(job, sections, writer) : "",
    shows("Include_Roles") ? element("Role_Data", "") : "",
    organized && shows("Include_Management_Chain_Data") ? managementChain(job, writer) : "",
  ]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

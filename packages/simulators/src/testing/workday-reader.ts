import type { TruthRow } from "../kit/vendor.ts";
import { all, type Element, idIn, text } from "./workday.ts";

const DATA = "Worker_Data";
const POSITION = "Worker_Job_Data/Position_Data";

/** A worker as a reader of the field map would take it, on a day. */
export function readWorker(worker: Element, today: string): Omit<TruthRow, "personId"> {
  const [employment] = all(worker, `${DATA}/Employment_Data`);
  const [name] = [
    ...all(worker, `${DATA}/Personal_Data/Name_Data/Preferred_Name_Data/Name_Detail_Data`),
    ...all(worker, `${DATA}/Personal_Data/Name_Data/Legal_Name_Data/Name_Detail_Data`),
  ];
  const status = statusOf(all(employment, "Worker_Status_Data")[0]);
  const rescinded = !status.active && !status.terminated && status.rescinded;
  const id = idIn(all(worker, "Worker_Reference")[0], "WID") ?? "";
  return {
    id,
    workEmail: workMail(worker),
    firstName: text(name, "First_Name") ?? "",
    lastName: text(name, "Last_Name") ?? null,
    department: text(supervisory(worker), "Organization_Data/Organization_Name") ?? null,
    jobTitle:
      text(employment, `${POSITION}/Business_Title`) ??
      text(employment, `${POSITION}/Position_Title`) ??
      text(employment, `${POSITION}/Job_Profile_Summary_Data/Job_Profile_Name`) ??
      null,
    employment: employmentOf(status, today),
    startDate: rescinded && (status.hired ?? "") > today ? null : status.hired,
    endDate: status.ended,
    managerId: managerOf(worker, id),
  };
}

function workMail(worker: Element): string | null {
  const mails = all(worker, `${DATA}/Personal_Data/Contact_Data/Email_Address_Data`).filter((mail) => {
    const [type] = all(mail, "Usage_Data/Type_Data/Type_Reference");
    return idIn(type, "Communication_Usage_Type_ID") === "WORK";
  });
  const primary = mails.find((mail) => isTrue(all(mail, "Usage_Data/Type_Data")[0]?.attributes["Primary"]));
  return text(primary ?? mails[0], "Email_Address") ?? null;
}

function supervisory(worker: Element): Element | undefined {
  return all(worker, `${DATA}/Organization_Data/Worker_Organization_Data`).find((entry) => {
    const [type] = all(entry, "Organization_Data/Organization_Type_Reference");
    return idIn(type, "Organization_Type_ID") === "SUPERVISORY";
  });
}

function managerOf(worker: Element, self: string): string | null {
  const chain = all(
    worker,
    `${DATA}/Management_Chain_Data/Worker_Supervisory_Management_Chain_Data/Management_Chain_Data`,
  );
  const own = idIn(all(supervisory(worker), "Organization_Reference")[0], "WID");
  const place = chain.findIndex((link) => idIn(all(link, "Organization_Reference")[0], "WID") === own);
  const upwards = chain.slice(0, place < 0 ? chain.length : place + 1).toReversed();
  const leaders = upwards.map((link) => idIn(all(link, "Manager_Reference")[0], "WID"));
  return leaders.find((wid) => wid !== undefined && wid !== self) ?? null;
}

interface Status {
  active: boolean;
  terminated: boolean;
  rescinded: boolean;
  onLeave: boolean;
  hired: string | null;
  ended: string | null;
}

function statusOf(status: Element | undefined): Status {
  const flag = (name: string): boolean => isTrue(text(status, name));
  const day = (name: string): string | null => text(status, name)?.slice(0, 10) ?? null;
  return {
    active: flag("Active"),
    terminated: flag("Terminated"),
    rescinded: flag("Hire_Rescinded"),
    onLeave: all(status, "Leave_Status_Data/On_Leave").some((each) => isTrue(each.text)),
    hired: day("Hire_Date"),
    ended: day("Termination_Date"),
  };
}

function employmentOf(status: Status, today: string): TruthRow["employment"] {
  if (status.active) return status.onLeave ? "onLeave" : "active";
  if (status.terminated || status.rescinded) return "terminated";
  return (status.hired ?? "") > today ? "preStart" : "terminated";
}

export function isTrue(value: string | undefined): boolean {
  return value === "1" || value === "true";
}

import { type PlainDate, type SoapMessage, xmlText } from "@muster/connector-sdk";
import type { Settings } from "../settings.ts";

export const NAMESPACE = "urn:com.workday/bsvc";
/** 999 are allowed (Human_Resources.xsd); a page of that size is slow, and a worker is up to some ten kilobytes. */
export const PAGE_SIZE = 200;

/** The moments that all pages of one enumeration are as of: without them people move between pages. */
export interface Snapshot {
  asOf: PlainDate;
  /** RFC 3339, in UTC. */
  entry: string;
}

/** Whose data is asked for. */
export type Choice =
  | { everyone: true; excludeInactive?: boolean }
  /** Those with a transaction between two instants, RFC 3339, in UTC. */
  | { from: string; through: string }
  | { wid: string };

export interface Question extends Snapshot {
  choice: Choice;
  /** From 1. */
  page: number;
  count?: number;
}

export function servicePath({ tenant, version }: Settings): string {
  return `/ccx/service/${tenant}/Human_Resources/${version}`;
}

/** `Get_Workers`. Children are a sequence: their order is that of Human_Resources.xsd. */
export function getWorkers({ version }: Settings, question: Question): SoapMessage {
  const { choice, asOf, entry, page, count = PAGE_SIZE } = question;
  const filter =
    leaf("As_Of_Effective_Date", asOf) +
    leaf("As_Of_Entry_DateTime", entry) +
    leaf("Page", page) +
    leaf("Count", count);
  return {
    // Names beside the ids of references; newer versions leave them out unless they are asked for.
    header: `<wd:Workday_Common_Header xmlns:wd="${NAMESPACE}">${leaf("Include_Reference_Descriptors_In_Response", true)}</wd:Workday_Common_Header>`,
    body: `<wd:Get_Workers_Request xmlns:wd="${NAMESPACE}" wd:version="${xmlText(version)}">${chosen(choice)}${group("Response_Filter", filter)}${RESPONSE_GROUP}</wd:Get_Workers_Request>`,
  };
}

/** Inactive and contingent workers are wanted: both are said outright though they are the default. */
function chosen(choice: Choice): string {
  if ("wid" in choice) {
    const id = `<wd:ID wd:type="WID">${xmlText(choice.wid)}</wd:ID>`;
    return group("Request_References", group("Worker_Reference", id));
  }
  const excludeInactive = "everyone" in choice && choice.excludeInactive === true;
  const changed =
    "from" in choice
      ? group(
          "Transaction_Log_Criteria_Data",
          group(
            "Transaction_Date_Range_Data",
            leaf("Updated_From", choice.from) + leaf("Updated_Through", choice.through),
          ),
        )
      : "";
  return group(
    "Request_Criteria",
    changed + leaf("Exclude_Inactive_Workers", excludeInactive) + leaf("Exclude_Contingent_Workers", false),
  );
}

/** What is read, and what is large and is not. */
const RESPONSE_GROUP = group(
  "Response_Group",
  [
    "Include_Reference",
    "Include_Personal_Information",
    "Include_Employment_Information",
    "Include_Organizations",
    "Exclude_Organization_Support_Role_Data",
    "Exclude_Location_Hierarchies",
    "Exclude_Cost_Center_Hierarchies",
    "Exclude_Company_Hierarchies",
    "Exclude_Pay_Groups",
    "Include_Management_Chain_Data",
  ]
    .map((name) => leaf(name, true))
    .join(""),
);

function group(name: string, content: string): string {
  return `<wd:${name}>${content}</wd:${name}>`;
}

function leaf(name: string, value: string | number | boolean): string {
  return group(name, xmlText(String(value)));
}

import {
  type FieldValue,
  type PlainDate,
  type RejectedRecord,
  type SourceRecord,
  type XmlElement,
  xmlFirst,
  xmlTextAt,
} from "@muster/connector-sdk";
import { personIdOf } from "../person-id.ts";
import type { Settings } from "../settings.ts";
import { emailFields, jobFields, nameFields } from "./details.ts";
import { managerOf } from "./manager.ts";
import { departmentFields, supervisoryOf, wantedFields } from "./organizations.ts";
import { idOf } from "./references.ts";
import { FIELDS_OF, isEmpty, type Parts, type Section } from "./sections.ts";
import { readStatus } from "./status.ts";

/** One worker of an answer: read, or turned away with what is wrong. */
export type ReadRecord = { record: SourceRecord } | { rejected: RejectedRecord };

/** What reading a worker depends on besides the worker. */
export interface Reading extends Pick<Settings, "department"> {
  /** The day that the answer is as of. */
  asOf: PlainDate;
  /** Source fields that are wanted; those of the tenant's own are read only then. */
  wanted: readonly string[];
  /** Parts of a worker that the credentials are known to see. */
  shown: ReadonlySet<Section>;
}

type Fields = Readonly<Record<string, FieldValue>>;

/** Reads a worker. Throws ConnectorError `permission` where no status may be seen. */
export function readWorker(worker: XmlElement, parts: Parts, reading: Reading): ReadRecord {
  const status = readStatus(parts.status, reading.asOf);
  const externalId = idOf(xmlFirst(worker, "Worker_Reference"), "WID");
  if (externalId === undefined) return { rejected: { path: "Worker_Reference.WID", issue: "is missing" } };
  if ("wrong" in status) {
    return { rejected: { externalId, path: status.wrong, issue: "is not a calendar day" } };
  }
  const { vendorStatus, startDate, endDate, fields: dates } = status;
  const ids = idFields(worker);
  const told = partFields(externalId, parts, reading);
  const personId = personIdOf({
    universalId: ids["Universal_ID"],
    number: ids["Worker_ID"],
    userId: ids["User_ID"],
    workEmail: told["Work_Email"],
  });
  const own = wantedFields(worker, parts.organizations, reading);
  const fields: Fields = { ...ids, ...withDescriptor(told, worker), ...dates, ...own };
  return {
    record: {
      externalId,
      ...(personId !== undefined && { personId }),
      vendorStatus,
      startDate,
      endDate,
      fields,
    },
  };
}

type Texts = Readonly<Record<string, string | null>>;

/** User and universal id are not everybody's, and rights of their own may hide them: where they are missing, nothing is said. */
function idFields(worker: XmlElement): Texts {
  const reference = xmlFirst(worker, "Worker_Reference");
  const employee = idOf(reference, "Employee_ID");
  const contingent = idOf(reference, "Contingent_Worker_ID");
  const userId = xmlTextAt(worker, "Worker_Data", "User_ID");
  const universalId =
    xmlTextAt(worker, "Worker_Data", "Universal_ID") ??
    idOf(xmlFirst(worker, "Universal_Identifier_Reference"), "WID");
  return {
    Worker_ID: employee ?? contingent ?? xmlTextAt(worker, "Worker_Data", "Worker_ID") ?? null,
    ...(employee !== undefined && { Worker_Type: "Employee" }),
    ...(contingent !== undefined && { Worker_Type: "Contingent worker" }),
    ...(userId != null && { User_ID: userId }),
    ...(universalId != null && { Universal_ID: universalId }),
  };
}

/** A part that has not come leaves its fields out, or empty where that is known to mean so. */
function partFields(wid: string, parts: Parts, { shown, department }: Reading): Texts {
  const { emails, organizations, managers } = parts;
  const [names] = parts.names;
  const [job] = parts.job;
  const without = (section: Section): Texts =>
    isEmpty(section, parts, shown) ? Object.fromEntries(FIELDS_OF[section].map((id) => [id, null])) : {};
  const manager = (): Texts => {
    if (managers.length > 0) {
      return { Manager: managerOf(managers, { wid, organization: supervisoryOf(organizations) }) };
    }
    // Found out in the background, and so late: only where the chain has not come.
    const last = idOf(xmlFirst(job, "Manager_as_of_last_detected_manager_change_Reference"), "WID");
    return last === undefined || last === wid ? without("managers") : { Manager: last };
  };
  return {
    ...(names ? nameFields(names) : without("names")),
    ...(emails.length > 0 ? emailFields(emails) : without("emails")),
    ...(job ? jobFields(job) : without("job")),
    ...(organizations.length > 0 ? departmentFields(organizations, department) : without("organizations")),
    ...manager(),
  };
}

/** The last resort for a name: it may hold the same in another script as well. */
function withDescriptor(fields: Texts, worker: XmlElement): Texts {
  const descriptor = xmlTextAt(worker, "Worker_Descriptor");
  return fields["Formatted_Name"] || descriptor == null ? fields : { ...fields, Formatted_Name: descriptor };
}

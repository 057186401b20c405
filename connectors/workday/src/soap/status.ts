import {
  ConnectorError,
  isPlainDate,
  type PlainDate,
  type VendorStatus,
  type XmlElement,
  xmlAll,
  xmlTextAt,
} from "@muster/connector-sdk";
import { ACCESS_FIX } from "../errors.ts";
import { flagOf, vendorStatus } from "../flags.ts";

const DATES = ["Hire_Date", "Original_Hire_Date", "Termination_Date"] as const;
type DateField = (typeof DATES)[number];

/** What `Worker_Status_Data` says, or the date in it that is none. */
export type ReadStatus =
  | {
      vendorStatus: VendorStatus;
      startDate: PlainDate | null;
      endDate: PlainDate | null;
      fields: Readonly<Record<DateField, PlainDate | null>>;
    }
  | { wrong: DateField };

/**
 * Reads a worker's status. Throws ConnectorError `permission` where there is none: whether anybody has left can then
 * not be told of anyone.
 */
export function readStatus(status: XmlElement | undefined, asOf: PlainDate): ReadStatus {
  const [active, terminated] = [xmlTextAt(status, "Active"), xmlTextAt(status, "Terminated")];
  if (active === undefined || terminated === undefined) throw statusWithheld();
  const days = DATES.map((name) => [name, dayAt(status, name)] as const);
  const wrong = days.find(([, day]) => day === undefined);
  if (wrong) return { wrong: wrong[0] };
  const [hire = null, original = null, end = null] = days.map(([, day]) => day);
  const rescinded = flagOf(xmlTextAt(status, "Hire_Rescinded")) === true;
  const told = vendorStatus(
    {
      active: flagOf(active),
      terminated: flagOf(terminated),
      onLeave: xmlAll(status, "Leave_Status_Data", "On_Leave").some(({ text }) => flagOf(text) === true),
      rescinded,
      hireDate: hire,
    },
    asOf,
  );
  return {
    vendorStatus: told,
    // The day of a hire that was taken back would make a joiner of somebody who is not to come.
    startDate: rescinded && (hire ?? "") > asOf ? null : hire,
    endDate: end,
    fields: { Hire_Date: hire, Original_Hire_Date: original, Termination_Date: end },
  };
}

/** The day without the offset that may follow it, which is no part of it; undefined where it is none. */
function dayAt(status: XmlElement | undefined, name: DateField): PlainDate | null | undefined {
  const text = xmlTextAt(status, name)?.slice(0, 10) ?? null;
  return text === null || isPlainDate(text) ? text : undefined;
}

function statusWithheld(): ConnectorError {
  return new ConnectorError(
    "permission",
    "Workday lists workers without saying whether they are active: the credentials may not see their employment.",
    { code: "statusWithheld", fix: ACCESS_FIX },
  );
}

import type { PlainDate, SourceRecord } from "@muster/connector-sdk";
import type { Employment } from "./employee.ts";

type Facts = Pick<SourceRecord, "vendorStatus" | "startDate" | "endDate">;

/**
 * Decides a person's employment on a day, from the vendor's flag and dates. The order of the
 * rules is the rule: the vendor's flag is today's truth, and an end date speaks only where there is no flag,
 * and only after that day, because the last day is worked. An end before a later start is an old one that a rehire
 * has left behind.
 */
export function decideEmployment(facts: Facts, asOf: PlainDate): Employment {
  const { vendorStatus, startDate, endDate } = facts;
  if (startDate && startDate > asOf) return "preStart";
  const ended = Boolean(endDate && endDate < asOf && !(startDate && startDate > endDate));
  if (vendorStatus === null) return ended ? "terminated" : "active";
  // Flag and date disagree: a person looks.
  return vendorStatus === "active" && ended ? "unknown" : vendorStatus;
}

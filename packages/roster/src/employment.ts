import type { PlainDate, SourceRecord } from "@muster/connector-sdk";
import type { Employment } from "./employee.ts";

type Facts = Pick<SourceRecord, "vendorStatus" | "startDate" | "endDate">;

/**
 * Decides a person's employment on a day, from the vendor's flag and dates (semantics §3). The order of the
 * rules is the rule: the vendor's flag is today's truth, and an end date speaks only where there is no flag,
 * and only after that day, because the last day is worked.
 */
export function decideEmployment(facts: Facts, asOf: PlainDate): Employment {
  const { vendorStatus, startDate, endDate } = facts;
  if (startDate && startDate > asOf) return "preStart";
  const ended = endDate !== null && endDate !== undefined && endDate < asOf;
  if (vendorStatus === null) return ended ? "terminated" : "active";
  if (vendorStatus !== "active" || !ended) return vendorStatus;
  // Flag and date disagree. A later start is a rehire whose old end date was kept; else a person looks.
  return startDate && startDate > endDate ? "active" : "unknown";
}

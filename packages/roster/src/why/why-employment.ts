import type { PlainDate, SourceRecord } from "@muster/connector-sdk";
import { decideEmployment } from "../employment.ts";
import type { Employment } from "../employee.ts";

/** A person's employment on a day, and why in a sentence. */
export function whyEmployment(
  facts: Pick<SourceRecord, "vendorStatus" | "startDate" | "endDate">,
  asOf: PlainDate,
): { employment: Employment; because: string } {
  const employment = decideEmployment(facts, asOf);
  const { vendorStatus, startDate, endDate } = facts;
  const says = vendorStatus === null ? "the vendor keeps no status" : `the vendor says ${vendorStatus}`;
  const dates = `start ${shown(startDate)}, last day ${shown(endDate)}, judged at ${asOf}`;
  return { employment, because: `${ruleWords(employment, facts, asOf)}: ${says}; ${dates}.` };
}

function shown(date: PlainDate | null | undefined): string {
  if (date === undefined) return "not returned";
  return date ?? "none";
}

function ruleWords(
  employment: Employment,
  { vendorStatus, startDate }: Pick<SourceRecord, "vendorStatus" | "startDate">,
  asOf: PlainDate,
): string {
  if (startDate && startDate > asOf) return "The first day is still to come";
  if (vendorStatus === null) {
    return employment === "terminated" ? "The last day is over" : "The last day is not over";
  }
  return employment === vendorStatus
    ? "The vendor's status decides"
    : "The status says active, but the last day is over";
}

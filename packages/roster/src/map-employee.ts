import {
  type FieldValue,
  type FirstOf,
  MAPPING_TARGETS,
  type Mapping,
  type MappingTarget,
  type PlainDate,
  type RejectedRecord,
  type SourceRecord,
} from "@muster/connector-sdk";
import { decideEmployment } from "./employment.ts";
import type { Employee } from "./employee.ts";
import { textIssue, tidyText } from "./text.ts";

export type MapResult = { employee: Employee } | { rejected: RejectedRecord };

/** Longest external id; identities are keyed by it and a btree row has to hold it. */
const LONGEST_ID = 200;

/** Turns a source record into an employee judged at `asOf`; a value that cannot be stored rejects the record. */
export function mapEmployee(record: SourceRecord, mapping: Mapping, asOf: PlainDate): MapResult {
  const { externalId } = record;
  const idIssue = externalId === "" ? "is empty" : textIssue(externalId);
  if (idIssue || externalId.length > LONGEST_ID) {
    // Not even the id can be stored, so nobody can say who was present: the certificate falls.
    return { rejected: { path: "id", issue: idIssue ?? `is longer than ${LONGEST_ID} characters` } };
  }
  const fields: Partial<Record<MappingTarget, string | null>> = {};
  for (const target of MAPPING_TARGETS) {
    const rule = mapping[target];
    const value = rule && firstValue(record.fields, rule);
    if (typeof value === "string") {
      const issue = textIssue(value);
      if (issue) return { rejected: { externalId, path: target, issue } };
    }
    if (value !== undefined) fields[target] = value;
  }
  const employment = decideEmployment(record, asOf);
  return {
    employee: { externalId, employment, startDate: record.startDate, endDate: record.endDate, fields },
  };
}

/**
 * The first value; null only if every source was returned and empty. If one was not returned, its value is
 * unknown, and calling the field empty would wipe what is stored.
 */
function firstValue(fields: Readonly<Record<string, FieldValue>>, rule: FirstOf): string | null | undefined {
  let missing = false;
  for (const id of rule.first) {
    const raw = fields[id];
    if (raw === undefined) {
      missing = true;
      continue;
    }
    const value = raw === null ? null : tidyText(String(raw));
    if (value !== null) return value;
  }
  return missing ? undefined : null;
}

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

/** Longest id of a record or a person; identities are keyed by the first and a btree row has to hold it. */
const LONGEST_ID = 200;

/** Turns a source record into an employee judged at `asOf`; a value that cannot be stored rejects the record. */
export function mapEmployee(record: SourceRecord, mapping: Mapping, asOf: PlainDate): MapResult {
  const { externalId } = record;
  // A blank one would make one person of everybody who has none.
  const personId = record.personId?.trim() === "" ? undefined : record.personId;
  const unusable = idIssue(externalId);
  // Not even the id can be stored, so nobody can say who was present: the certificate falls.
  if (unusable) return { rejected: { path: "id", issue: unusable } };
  const strange = personId === undefined ? null : idIssue(personId);
  if (strange) return { rejected: { externalId, path: "personId", issue: strange } };
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
  const { startDate, endDate } = record;
  return {
    employee: {
      externalId,
      ...(personId !== undefined && { personId }),
      employment,
      startDate,
      endDate,
      fields,
    },
  };
}

function idIssue(id: string): string | null {
  if (id === "") return "is empty";
  return textIssue(id) ?? (id.length > LONGEST_ID ? `is longer than ${LONGEST_ID} characters` : null);
}

/**
 * The first value; null only if every source was returned and empty. What stands behind a source that was not
 * returned says nothing: the one in front may have a value, and a later one, or "empty", would overwrite it.
 */
function firstValue(fields: Readonly<Record<string, FieldValue>>, rule: FirstOf): string | null | undefined {
  for (const id of rule.first) {
    const raw = fields[id];
    if (raw === undefined) return undefined;
    const value = raw === null ? null : tidyText(String(raw));
    if (value !== null) return value;
  }
  return null;
}

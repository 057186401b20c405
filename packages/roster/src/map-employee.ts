import type { PlainDate, RejectedRecord, SourceRecord } from "@muster/connector-sdk";
import { decideEmployment } from "./employment.ts";
import type { Employee } from "./employee.ts";
import { applyRule, compileMapping } from "./field-mapping/compile.ts";
import type { FieldMapping, Target } from "./field-mapping/rule.ts";
import { textIssue } from "./text.ts";

export type MapResult = { employee: Employee } | { rejected: RejectedRecord };

/** Longest id of a record or a person; identities are keyed by the first and a btree row has to hold it. */
const LONGEST_ID = 200;

/** Turns a source record into an employee judged at `asOf`; a value that cannot be stored rejects the record. */
export function mapEmployee(record: SourceRecord, mapping: FieldMapping, asOf: PlainDate): MapResult {
  const { externalId } = record;
  // A blank one would make one person of everybody who has none.
  const personId = record.personId?.trim() === "" ? undefined : record.personId;
  const unusable = idIssue(externalId);
  // Not even the id can be stored, so nobody can say who was present: the certificate falls.
  if (unusable) return { rejected: { path: "id", issue: unusable } };
  const strange = personId === undefined ? null : idIssue(personId);
  if (strange) return { rejected: { externalId, path: "personId", issue: strange } };
  const fields: Partial<Record<Target, string | null>> = {};
  let attributes: Record<string, string | null> | undefined;
  for (const rule of compileMapping(mapping)) {
    const { target, attribute } = rule;
    const value = applyRule(rule, record.fields);
    if (typeof value === "string") {
      const issue = textIssue(value);
      if (issue) return { rejected: { externalId, path: target, issue } };
    }
    if (value === undefined) continue;
    if (attribute === null) fields[target] = value;
    else (attributes ??= {})[attribute] = value;
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
      ...(attributes && { attributes }),
    },
  };
}

function idIssue(id: string): string | null {
  if (id === "") return "is empty";
  return textIssue(id) ?? (id.length > LONGEST_ID ? `is longer than ${LONGEST_ID} characters` : null);
}

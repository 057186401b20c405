import { hash } from "node:crypto";
import { MAPPING_TARGETS } from "@muster/connector-sdk";
import type { Employee } from "./employee.ts";

/**
 * Hash of everything mapped of a person, as the text of a uuid: 128 bits of SHA-256, because the uuid type is
 * the one fixed-size value that Postgres compares and stores without a length header. Two people are never
 * compared by it, only one person's record with their last one.
 */
export function fingerprint(employee: Employee): string {
  const { employment, personId, startDate, endDate } = employee;
  let text = `${employment}\u001f${part(personId)}\u001f${part(startDate)}\u001f${part(endDate)}`;
  for (const target of MAPPING_TARGETS) text += `\u001f${part(employee.fields[target])}`;
  const { attributes } = employee;
  if (attributes !== undefined) {
    for (const name of Object.keys(attributes).toSorted()) text += `\u001f${name}${part(attributes[name])}`;
  }
  const hex = hash("sha256", text, "hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

// The marks tell the three states apart; a value cannot begin with one of them because it stands behind "=".
function part(value: string | null | undefined): string {
  if (value === undefined) return "-";
  return value === null ? "0" : `=${value.length}:${value}`;
}

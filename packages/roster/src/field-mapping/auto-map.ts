import type { Mapping } from "@muster/connector-sdk";
import type { FieldMapping } from "./rule.ts";

/**
 * The mapping that an integration begins with: what its connector declares. A declared level becomes one of the
 * common words, and the vendor's own word is kept beside it.
 */
export function autoMap(declared: Mapping): FieldMapping {
  const { seniority } = declared;
  if (!seniority) return declared;
  return {
    ...declared,
    seniority: { ...seniority, steps: [{ seniority: true }] },
    "attributes.seniorityLabel": seniority,
  };
}

/** The employee's fields that a mapping fills. The id, the employment and the dates come from the record itself. */
export const MAPPING_TARGETS = [
  "orgMemberId",
  "workEmail",
  "firstName",
  "lastName",
  "displayName",
  "department",
  "jobTitle",
  "seniority",
  "managerExternalId",
  "location",
] as const;

export type MappingTarget = (typeof MAPPING_TARGETS)[number];

/** Takes the first of several source fields that has a value. */
export interface FirstOf {
  first: readonly string[];
}

/** Which source fields fill which field of the employee. */
export type Mapping = Readonly<Partial<Record<MappingTarget, FirstOf>>>;

/**
 * The first of these source fields that is neither null nor blank. One that was not returned ends the search: the
 * field counts as not returned, whatever stands behind it.
 */
export function first(...fields: [string, ...string[]]): FirstOf {
  return { first: fields };
}

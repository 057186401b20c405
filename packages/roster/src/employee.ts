import type { MappingTarget, PlainDate } from "@muster/connector-sdk";

/** On leave is not a leaver; `unknown` never deactivates. */
export type Employment = "preStart" | "active" | "onLeave" | "terminated" | "unknown";

/**
 * A person after mapping. Each mapped field is a value, null (the source says: empty) or absent (not returned:
 * what is stored stays).
 */
export interface Employee {
  externalId: string;
  /** The source's own id of the person: its records with the same one are one person. Absent: nothing is known. */
  personId?: string;
  employment: Employment;
  startDate: PlainDate | null | undefined;
  endDate: PlainDate | null | undefined;
  fields: Readonly<Partial<Record<MappingTarget, string | null | undefined>>>;
  /** Those that the source returned, null where it says: empty. Absent: none was mapped, or none returned. */
  attributes?: Readonly<Record<string, string | null>>;
}

import type { PlainDate } from "./plain-date.ts";

/** One value of a source field. A key that is absent from a record means "not returned", which is not null. */
export type FieldValue = string | number | boolean | null;

/** The vendor's own word on a person's state, or null where the vendor keeps no such flag. */
export type VendorStatus = "active" | "onLeave" | "preStart" | "terminated" | "unknown" | null;

/** One employee as the vendor gave it, flattened to named source fields. */
export interface SourceRecord {
  /** The vendor's stable id of the employment record. Always text: `00123` and `123` are two people. */
  externalId: string;
  vendorStatus: VendorStatus;
  /** First day of work. Absent: not returned. */
  startDate?: PlainDate | null;
  /** Last day of work. Absent: not returned. */
  endDate?: PlainDate | null;
  fields: Readonly<Record<string, FieldValue>>;
}

/** A record that could not be read. One such record never costs the page. */
export interface RejectedRecord {
  /** Absent where not even the id was readable: such a record voids the census certificate. */
  externalId?: string;
  /** Where in the record, as a path such as `hireDate`. */
  path: string;
  /** What is wrong with it, without the value itself. */
  issue: string;
}

/** JSON that a connector gives to be handed back when the read goes on. */
export type Checkpoint = Readonly<Record<string, string | number | boolean | null>>;

/** A page of a full read. Committed together with its checkpoint. */
export interface Page {
  records: readonly SourceRecord[];
  rejected: readonly RejectedRecord[];
  /** Where the next page starts; null on the last page. */
  checkpoint: Checkpoint | null;
  /** How many people the vendor says there are, before any grouping. */
  total?: number;
  /** Source fields that the credentials may not read, seen on this page. */
  restricted?: readonly string[];
}

export type SourceFieldType = "text" | "email" | "date" | "boolean" | "number";

/** A field that the connector can return for an employee. */
export interface SourceField {
  id: string;
  label: string;
  type: SourceFieldType;
}

/** A field of one customer's own, which no declaration knows. */
export interface DiscoveredField extends SourceField {
  /** Different values seen on a sample of people, at most three. Personal data: shown, never logged. */
  samples: readonly FieldValue[];
}

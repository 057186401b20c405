import type { PlainDate } from "./plain-date.ts";

/** One value of a source field. A key that is absent from a record means "not returned", which is not null. */
export type FieldValue = string | number | boolean | null;

/** The vendor's own word on a person's state, or null where the vendor keeps no such flag. */
export type VendorStatus = "active" | "onLeave" | "preStart" | "terminated" | "unknown" | null;

/** One employee as the vendor gave it, flattened to named source fields. */
export interface SourceRecord {
  /** The vendor's stable id of the employment record. Always text: `00123` and `123` are two people. */
  externalId: string;
  /**
   * The vendor's id of the person, where one person can have several records, such as a contingent worker who became
   * an employee: records of one source with the same person id are one person. Absent: nothing is known.
   */
  personId?: string;
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

/**
 * Where a vendor's changes go on: an instant (RFC 3339, in UTC) of the vendor's clock, chosen by the connector with
 * the overlap that the vendor's documents ask for.
 */
export type Watermark = string;

/** A page of a read. Committed together with its checkpoint. */
export interface Page {
  records: readonly SourceRecord[];
  rejected: readonly RejectedRecord[];
  /** Where the next page starts; null on the last page. */
  checkpoint: Checkpoint | null;
  /** How many people the vendor says there are, before any grouping. */
  total?: number;
  /** Source fields that the credentials may not read, seen on this page. */
  restricted?: readonly string[];
  /** From where the next `readChanges` may go on once all pages of this read are applied; the last one given counts. */
  watermark?: Watermark;
  /**
   * Tells the vendor that the page is kept, where it hands each change out once: called after the page was committed,
   * before the next one is asked for. A page may come again, so it must not matter.
   */
  acknowledge?: () => Promise<void>;
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

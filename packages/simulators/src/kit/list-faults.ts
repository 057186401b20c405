import type { FaultName } from "./fault-catalog.ts";

/** A stretch of an enumeration: positions from 0, `end` and `next` not included in it. */
export interface Stretch {
  start: number;
  end: number;
  /** Where the next page begins; null after the last one. */
  next: number | null;
  /** Undefined: the vendor does not say. */
  total: number | undefined;
}

/** What a vendor calls these things in a row. */
export interface RowKeys {
  id: string;
  managerId: string;
  firstName: string;
  startDate: string;
  status: string;
}

/** A row of an answer, before it is written as JSON. */
export type Row = Record<string, unknown>;

const HALF_A_CHARACTER = "\ud83d";
const MEGABYTE = 1_000_000;

/** The stretch as a fault of paging bends it. */
export function bendStretch(stretch: Stretch, fault: FaultName | undefined, limit: number): Stretch {
  const { start, end, next, total } = stretch;
  switch (fault) {
    case "emptyList":
      return { start: 0, end: 0, next: null, total: 0 };
    case "repeatCursor":
      return { ...stretch, next: start };
    case "loopCursor":
      return { ...stretch, next: 0 };
    case "slideRows":
      return start === 0 ? stretch : { ...stretch, start: Math.min(start + 1, end) };
    case "dropPage": {
      const over = end + limit;
      return { ...stretch, next: next === null || total === undefined || over >= total ? null : over };
    }
    case "shortPage": {
      const half = start + Math.ceil((end - start) / 2);
      return { ...stretch, end: half, next: half < end ? half : next };
    }
    case "shiftOffsets": {
      if (start === 0) return stretch;
      const shifted = Math.min(start - 1 + limit, total ?? end);
      return { start: start - 1, end: shifted, next: shifted < (total ?? end) ? shifted : null, total };
    }
    case "totalTooHigh":
      return { ...stretch, total: (total ?? 0) + 50 };
    case "totalTooLow":
      return { ...stretch, total: Math.max(1, (total ?? 0) - limit) };
    case "totalMissing":
      return { ...stretch, total: undefined };
    default:
      return stretch;
  }
}

/** The rows with one of them (the middle one) spoilt, or, for numericIds, all. */
export function spoilRows(rows: readonly Row[], fault: FaultName | undefined, keys: RowKeys): Row[] {
  if (fault === "numericIds") return rows.map((row) => withNumericIds(row, keys));
  const middle = Math.floor(rows.length / 2);
  return rows.flatMap((row, index) => (index === middle ? spoilRow(row, fault, keys) : [row]));
}

function spoilRow(row: Row, fault: FaultName | undefined, keys: RowKeys): Row[] {
  const firstName = String(row[keys.firstName]);
  switch (fault) {
    case "missingId":
      return [Object.fromEntries(Object.entries(row).filter(([key]) => key !== keys.id))];
    case "nulInName":
      return [{ ...row, [keys.firstName]: `${firstName}\u0000` }];
    case "loneSurrogate":
      return [{ ...row, [keys.firstName]: `${firstName}${HALF_A_CHARACTER}` }];
    case "longName":
      return [{ ...row, [keys.firstName]: "x".repeat(MEGABYTE) }];
    case "badDate":
      return [{ ...row, [keys.startDate]: "2026-02-31" }];
    case "unknownStatus":
      return [{ ...row, [keys.status]: "Hibernating" }];
    case "blankStatus":
      return [{ ...row, [keys.status]: "" }];
    case "duplicateId":
      return [row, { ...row }];
    case "conflictingDuplicate":
      return [row, { ...row, [keys.firstName]: `${firstName} the Other` }];
    default:
      return [row];
  }
}

function withNumericIds(row: Row, keys: RowKeys): Row {
  // Ids with letters or a zero in front no vendor can send so. Long ones it can, and JSON.parse then rounds them.
  const ids = [keys.id, keys.managerId].filter((key) => isDigits(row[key]));
  return { ...row, ...Object.fromEntries(ids.map((key) => [key, Number(row[key])])) };
}

function isDigits(value: unknown): boolean {
  return typeof value === "string" && /^(0|[1-9]\d*)$/.test(value);
}

import type { Company } from "../company/company.ts";
import type { RecordEdit } from "../company/record-log.ts";

/** Milliseconds, both ends included. */
export interface MomentRange {
  from: number;
  through: number;
}

/** YYYY-MM-DD, both ends included. */
export interface DayRange {
  from: string;
  through: string;
}

/** One Transaction_Log_Criteria_Data: what is in it must all hold of one transaction. */
export interface TransactionWindow {
  /** When it was entered. */
  updated?: MomentRange;
  /** From when it counts. */
  effective?: DayRange;
}

/**
 * Whether HR entered anything about the record in one of the windows. That a day comes true, the last one included,
 * is no transaction.
 */
export function isLogged(record: number, windows: readonly TransactionWindow[], company: Company): boolean {
  const edits = company.editsOf(record);
  return windows.some((window) => edits.some((edit) => fits(edit, window)));
}

/** The records that may be in one of the windows: a short list where they begin after the first day. */
export function candidates(windows: readonly TransactionWindow[], company: Company): readonly number[] {
  const since = windows.map(({ updated }) => updated?.from ?? 0);
  return company.editedSince(Math.min(...since));
}

function fits(edit: RecordEdit, { updated, effective }: TransactionWindow): boolean {
  if (updated !== undefined && (edit.at < updated.from || edit.at > updated.through)) return false;
  return (
    effective === undefined ||
    effectiveDays(edit).some((day) => day >= effective.from && day <= effective.through)
  );
}

/** The days that the entry is about; the day of the entry itself where it is about none. */
function effectiveDays({ at, before, after }: RecordEdit): string[] {
  const days = [
    after?.startDate === before?.startDate ? null : after?.startDate,
    after?.endDate === before?.endDate ? null : after?.endDate,
  ].flatMap((day) => day ?? []);
  return days.length > 0 ? days : [new Date(at).toISOString().slice(0, 10)];
}

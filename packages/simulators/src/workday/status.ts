import { addDays } from "../company/calendar.ts";
import { leaveOn } from "../company/leave.ts";
import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";

export type Phase = "ahead" | "employed" | "left" | "rescinded";

/** Worker_Status_Data on one day. Days are YYYY-MM-DD. */
export interface WorkerStatus {
  phase: Phase;
  active: boolean;
  terminated: boolean;
  hireDate: string | null;
  originalHireDate: string | null;
  /** The last day employed. */
  terminationDate: string | null;
  /** Stays on the record when somebody comes back. */
  resignationDate: string | null;
  rehire: boolean;
  hireRescinded: boolean;
  onLeave: boolean;
}

/** What the record says on `day`: a last day ahead cannot be seen. */
export function statusOf(seed: number, person: Person, day: string): WorkerStatus {
  const { startDate, originalStartDate, endDate } = person;
  const phase = phaseOn(person, day);
  const rehire = startDate !== null && originalStartDate !== null && originalStartDate < startDate;
  const stale = phase === "employed" && comesBefore(endDate, startDate) ? endDate : null;
  return {
    phase,
    active: phase === "employed",
    terminated: phase === "left",
    hireDate: startDate,
    originalHireDate: originalStartDate,
    terminationDate: phase === "left" ? endDate : null,
    resignationDate: phase === "left" && endDate !== null ? addDays(endDate, -14) : stale,
    rehire,
    // A no-show of whom nobody entered it is told by its date alone.
    hireRescinded: phase === "rescinded" && (person.id % 2 === 1 || (startDate !== null && startDate > day)),
    onLeave: phase === "employed" && leaveOn(seed, person, day) !== null,
  };
}

/** A hire that came to nothing is no leaver by its flags, and gone all the same. */
export function employmentOf({ phase, onLeave }: WorkerStatus): TruthRow["employment"] {
  if (phase === "ahead") return "preStart";
  if (phase !== "employed") return "terminated";
  return onLeave ? "onLeave" : "active";
}

function phaseOn({ startDate, endDate, left }: Person, day: string): Phase {
  const ahead = startDate !== null && startDate > day;
  if (left && (comesBefore(endDate, startDate) || (ahead && endDate === null))) return "rescinded";
  if (ahead) return "ahead";
  if (endDate === null) return left ? "left" : "employed";
  if (left) return endDate <= day ? "left" : "employed";
  return endDate < day && !comesBefore(endDate, startDate) ? "left" : "employed";
}

function comesBefore(day: string | null, other: string | null): boolean {
  return day !== null && other !== null && day < other;
}

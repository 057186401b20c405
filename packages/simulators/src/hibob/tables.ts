import { addDays } from "../company/calendar.ts";
import type { Person } from "../company/person.ts";
import type { Row } from "../kit/list-faults.ts";
import { siteIdOf } from "./ids.ts";
import { itemId } from "./named-lists.ts";
import { managerOf } from "./fields.ts";
import type { View } from "./view.ts";

/** A history that is kept of each person. */
export interface Table {
  name: string;
  /** Columns that take the right to a field, by that field. */
  restricted: Readonly<Record<string, string>>;
  /** Columns with the id of an item of a list, by the list. */
  lists: Readonly<Record<string, string>>;
  /** Oldest first; with every column, readable or not. */
  rows: (person: Person, view: View) => Row[];
}

/** By the last word of their paths. */
export const TABLES: ReadonlyMap<string, Table> = new Map(
  [
    {
      name: "lifecycle",
      restricted: { status: "internal.lifecycleStatus" },
      lists: { status: "lifecycleStatus" },
      rows: lifecycleRows,
    },
    {
      name: "work",
      restricted: { department: "work.department", title: "work.title" },
      lists: { department: "department", title: "title" },
      rows: workRows,
    },
    { name: "employment", restricted: {}, lists: {}, rows: employmentRows },
  ].map((table: Table) => [table.name, table]),
);

/** Those who came back have three entries or more. A last day that lies ahead is entered already. */
function lifecycleRows(person: Person): Row[] {
  const { startDate, originalStartDate, endDate } = person;
  const cameBack = originalStartDate !== null && startDate !== null && originalStartDate < startDate;
  const endedBefore = cameBack && (endDate === null || endDate < startDate);
  const gone = cameBack ? (endedBefore && endDate !== null ? endDate : addDays(startDate, -90)) : null;
  const entries = [
    ...(cameBack ? [entry(originalStartDate, "employed"), entry(gone, "terminated")] : []),
    entry(startDate, "employed"),
    ...(endedBefore ? [] : [entry(endDate, "terminated")]),
  ];
  return entries
    .flatMap(({ effectiveDate, status }) => (effectiveDate === null ? [] : [{ effectiveDate, status }]))
    .map(({ effectiveDate, status }) => ({
      id: entryId(effectiveDate),
      effectiveDate,
      status,
      reason: null,
      reasonType: null,
    }));
}

function entry(effectiveDate: string | null, status: string) {
  return { effectiveDate, status };
}

/** The job of today, as the only entry that is kept of it. */
function workRows(person: Person, view: View): Row[] {
  const { startDate, department, jobTitle, location } = person;
  if (startDate === null) return [];
  return [
    {
      ...dated(startDate),
      workChangeType: "New Employee",
      title: jobTitle === null ? null : itemId(jobTitle),
      department: department === null ? null : itemId(department),
      site: location,
      siteId: siteIdOf(location),
      reportsTo: managerOf(person, view),
      change: { changedBy: null, changedById: null, reason: null },
      customColumns: {},
      creationDate: null,
      modificationDate: startDate,
      canBeDeleted: false,
    },
  ];
}

function employmentRows({ startDate, employmentStatus }: Person): Row[] {
  if (startDate === null) return [];
  return [{ ...dated(startDate), contract: employmentStatus, type: null }];
}

function dated(effectiveDate: string): Row {
  return {
    id: entryId(effectiveDate),
    effectiveDate,
    activeEffectiveDate: effectiveDate,
    endEffectiveDate: null,
    isCurrent: true,
  };
}

/** Unique only within one person. */
function entryId(effectiveDate: string): number {
  return 1_000_000_000_000 + Number(effectiveDate.replaceAll("-", ""));
}

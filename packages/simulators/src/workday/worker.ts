import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";
import type { Ids } from "./ids.ts";
import {
  type ChainLink,
  chainOf,
  managerOf,
  type Organization,
  organizationsOf,
  type Staff,
} from "./organizations.ts";
import { localName, numberOf, shownName, universalIdOf, userIdOf, whole } from "./person-facts.ts";
import { employmentOf, statusOf, type WorkerStatus } from "./status.ts";
import type { Workforce } from "./workforce.ts";

export type NumberType = "Employee_ID" | "Contingent_Worker_ID";

/** How an answer names a worker. */
export interface WorkerName {
  wid: string;
  numberType: NumberType;
  number: string;
  descriptor: string;
}

/** One Worker record on one day, before it is written. */
export interface Worker {
  person: Person;
  name: WorkerName;
  userId: string | null;
  universalId: string | null;
  localName: string | null;
  status: WorkerStatus;
  /** Position, organizations and chain: not yet there for somebody whose first day is ahead. */
  job: Job | null;
}

export interface Job {
  organizations: readonly Organization[];
  chain: readonly (Omit<ChainLink, "manager"> & { manager: WorkerName | null })[];
  manager: WorkerName | null;
  /** As the background job saw it last: it may be gone by now. */
  lastManager: WorkerName | null;
}

/** The tenant on one day. */
export interface Roster {
  seed: number;
  ids: Ids;
  workforce: Workforce;
  /** YYYY-MM-DD. */
  day: string;
  find: (record: number) => Person | undefined;
}

export function workerOf(person: Person, roster: Roster): Worker {
  const { seed, workforce, day } = roster;
  const status = statusOf(seed, person, day);
  return {
    person,
    name: nameOf(person, roster),
    userId: userIdOf(person, workforce),
    universalId: universalIdOf(person, workforce),
    localName: localName(person),
    status,
    job: status.phase === "ahead" ? null : jobOf(person, roster),
  };
}

export function nameOf(person: Person, { ids, workforce }: Roster): WorkerName {
  const local = localName(person);
  const shown = whole(shownName(person));
  return {
    wid: ids.worker(person.id),
    numberType: workforce.isContingent(person.id) ? "Contingent_Worker_ID" : "Employee_ID",
    number: numberOf(person),
    descriptor: local === null ? shown : `${shown} （${local}）`,
  };
}

/** The truth of one worker: what is ahead or planned cannot be told. */
export function truthOf(worker: Worker, { workforce, day }: Roster): TruthRow {
  const { person, name, status, job, universalId, userId } = worker;
  const { first, last } = shownName(person);
  const personId = universalId ?? userId;
  const shared = workforce.pairOf(person.id) !== undefined && personId !== null;
  // A hire rescinded before its day has no first day.
  const lost = status.phase === "rescinded" && (status.hireDate ?? "") > day;
  return {
    id: name.wid,
    ...(shared ? { personId } : {}),
    workEmail: person.workEmail,
    firstName: first,
    lastName: last,
    department: job === null ? null : person.department,
    jobTitle: job === null ? null : person.jobTitle,
    employment: employmentOf(status),
    startDate: lost ? null : status.hireDate,
    endDate: status.terminationDate,
    managerId: job?.manager?.wid ?? null,
  };
}

function jobOf(person: Person, roster: Roster): Job {
  const { ids, find } = roster;
  const staff: Staff = {
    find,
    isEmployed: (other) => statusOf(roster.seed, other, roster.day).phase === "employed",
  };
  const named = (record: number | null): WorkerName | null => {
    const found = record === null ? undefined : find(record);
    return found === undefined ? null : nameOf(found, roster);
  };
  const links = chainOf(person, staff, ids);
  return {
    organizations: organizationsOf(person, ids),
    chain: links.map(({ organization, manager }) => ({ organization, manager: named(manager) })),
    manager: named(managerOf(person, links)),
    lastManager: named(person.managerId),
  };
}

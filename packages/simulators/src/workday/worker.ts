import type { Person } from "../company/person.ts";
import type { TruthRow } from "../kit/vendor.ts";
import type { Ids } from "./ids.ts";
import {
  chainOf,
  managerOf,
  type Organization,
  organizationsOf,
  type Staff,
  supervisoryOf,
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
  /** From the root down. */
  chain: readonly { organization: Organization; manager: WorkerName | null }[];
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

function nameOf(person: Person, { ids, workforce }: Roster): WorkerName {
  const local = localName(person);
  const shown = whole(shownName(person));
  return {
    wid: ids.worker(person.id),
    numberType: workforce.isContingent(person.id) ? "Contingent_Worker_ID" : "Employee_ID",
    number: numberOf(person),
    descriptor: local === null ? shown : `${shown} （${local}）`,
  };
}

/** The truth of one record: what is ahead or planned cannot be told. */
export function truthOf(person: Person, roster: Roster): TruthRow {
  const { seed, ids, workforce, day } = roster;
  const status = statusOf(seed, person, day);
  const { first, last } = shownName(person);
  const personId = universalIdOf(person, workforce) ?? userIdOf(person, workforce);
  const shared = workforce.pairOf(person.id) !== undefined && personId !== null;
  const placed = status.phase !== "ahead";
  const manager = placed ? managerOf(person, chainOf(person, staffOf(roster))) : null;
  // A hire rescinded before its day has no first day.
  const lost = status.phase === "rescinded" && (status.hireDate ?? "") > day;
  return {
    id: ids.worker(person.id),
    ...(shared ? { personId } : {}),
    workEmail: person.workEmail,
    firstName: first,
    lastName: last,
    department: placed ? person.department : null,
    jobTitle: placed ? person.jobTitle : null,
    employment: employmentOf(status),
    startDate: lost ? null : status.hireDate,
    endDate: status.terminationDate,
    managerId: manager === null ? null : ids.worker(manager.id),
  };
}

function jobOf(person: Person, roster: Roster): Job {
  const { ids, find } = roster;
  const named = (someone: Person | null | undefined): WorkerName | null =>
    someone === null || someone === undefined ? null : nameOf(someone, roster);
  const links = chainOf(person, staffOf(roster));
  return {
    organizations: organizationsOf(person, ids),
    chain: links.map(({ member, manager }) => ({
      organization: supervisoryOf(member, ids),
      manager: named(manager),
    })),
    manager: named(managerOf(person, links)),
    lastManager: named(person.managerId === null ? null : find(person.managerId)),
  };
}

function staffOf({ seed, day, find }: Roster): Staff {
  return { find, isEmployed: (person) => statusOf(seed, person, day).phase === "employed" };
}

import type { Person } from "../company/person.ts";
import type { Ids } from "./ids.ts";

/** An organization that a worker belongs to. */
export interface Organization {
  wid: string;
  /** Its Organization_Reference_ID. */
  reference: string;
  name: string;
  /** Its Organization_Type_ID. */
  type: string;
  code?: string;
}

/** A step of a management chain: the supervisory organization of `member`, and who leads it; null: nobody. */
export interface ChainLink {
  member: Person;
  manager: Person | null;
}

/** Whom a chain is made of. */
export interface Staff {
  find: (record: number) => Person | undefined;
  isEmployed: (person: Person) => boolean;
}

const CHIEF = 1;

/** The organizations of one worker; the supervisory one is not the first. */
export function organizationsOf(person: Person, ids: Ids): Organization[] {
  const { id, department, division } = person;
  const of = (type: string, name: string, code?: string): Organization => ({
    wid: ids.of(type, code ?? name),
    reference: `${type}_${(code ?? name).replaceAll(/\W+/g, "_")}`,
    name,
    type,
    ...(code === undefined ? {} : { code }),
  });
  return [
    of("COMPANY", division === "Europe" ? "Acme Europe SE" : "Acme Inc."),
    ...(department === null ? [] : [of("COST_CENTER", `${department} Costs`, costCentreOf(department))]),
    ...(department === null ? [] : [of("COST_CENTER_HIERARCHY", "All Cost Centers")]),
    ...(department === null ? [] : [supervisoryOf(person, ids)]),
    ...(division === null ? [] : [of("REGION", division), of("LOCATION_HIERARCHY", division)]),
    of("PAY_GROUP", id % 3 === 0 ? "Monthly" : "Fortnightly"),
    ...(id % 12 === 0 ? [of("MATRIX", `Programme ${id % 5}`)] : []),
    ...(id % 9 === 0 ? [of("ORGANIZATION_TYPE-6-55", `Floor ${id % 4}`)] : []),
  ];
}

/** From the root to the worker's own organization. Whoever led it and is gone leaves the place empty. */
export function chainOf(person: Person, staff: Staff): ChainLink[] {
  const links: ChainLink[] = [];
  const seen = new Set<number>();
  let current: Person | undefined = person;
  while (current !== undefined && !seen.has(current.id)) {
    seen.add(current.id);
    const link = linkAbove(current, staff);
    if (link !== undefined) links.unshift(link);
    const above: number | null = current.managerId;
    // Nobody knows to whom a record reported that is gone; the root is known anyway.
    current = above === null ? undefined : (staff.find(above) ?? staff.find(CHIEF));
  }
  return links;
}

/** Who leads the worker: the lowest place of the chain that is filled, by somebody else. */
export function managerOf(person: Person, chain: readonly ChainLink[]): Person | null {
  return chain.findLast(({ manager }) => manager !== null && manager.id !== person.id)?.manager ?? null;
}

/** People with one manager in one department are one supervisory organization. */
export function supervisoryOf({ department, managerId }: Person, ids: Ids): Organization {
  const name = department ?? "Unassigned";
  const short = name.replaceAll(/\W+/g, "").slice(0, 6).toUpperCase();
  return {
    wid: ids.of("supervisory", `${name} ${managerId ?? "top"}`),
    reference: `SUP_${short}_${managerId ?? 0}`,
    name,
    type: "SUPERVISORY",
  };
}

function linkAbove(person: Person, { find, isEmployed }: Staff): ChainLink | undefined {
  const { id, department, managerId } = person;
  if (managerId === null && department === null) return undefined;
  // The head of the whole company leads the organization that they are in.
  const leader = managerId === null ? (id === CHIEF ? person : undefined) : find(managerId);
  return { member: person, manager: leader !== undefined && isEmployed(leader) ? leader : null };
}

function costCentreOf(department: string): string {
  const sum = Buffer.from(department).reduce((total, byte) => total + byte, 0);
  return `0${4100 + (sum % 800)}`;
}

import type { Records } from "../company/company.ts";
import type { Person } from "../company/person.ts";
import type { FaultState } from "../kit/fault-state.ts";
import type { World } from "../kit/vendor.ts";
import type { Profile } from "./access.ts";
import { chainOf, organizationsOf, supervisoryOf } from "./organizations.ts";
import { statusOf } from "./status.ts";
import { candidates, isLogged, type TransactionWindow } from "./transactions.ts";
import type { Roster } from "./worker.ts";

/** Whom a request wants. */
export interface Criteria {
  /** Empty: whatever the log says. */
  windows: readonly TransactionWindow[];
  /** WIDs or reference IDs; empty: all. */
  organizations: readonly string[];
  withSubordinates: boolean;
  /** ISO codes of two letters; empty: all. */
  countries: readonly string[];
  excludeInactive: boolean;
  excludeEmployees: boolean;
  excludeContingent: boolean;
}

export const EVERYBODY: Criteria = {
  windows: [],
  organizations: [],
  withSubordinates: false,
  countries: [],
  excludeInactive: false,
  excludeEmployees: false,
  excludeContingent: false,
};

const COUNTRIES: Readonly<Record<string, string>> = {
  Austin: "US",
  Montréal: "CA",
  "Remote US": "US",
  Dublin: "IE",
  Kraków: "PL",
  München: "DE",
  Singapore: "SG",
};

export function countryOf({ location }: Person): string | null {
  return location === null ? null : (COUNTRIES[location] ?? null);
}

/** The record, if there is one whom this user may see and no fault hides. */
export function visible(
  record: number,
  records: Records,
  profile: Profile,
  faults: FaultState,
): Person | undefined {
  const person = faults.isHidden(record) ? undefined : records.find(record);
  return person !== undefined && (profile.sees?.(person) ?? true) ? person : undefined;
}

/**
 * The numbers of those whom a request wants, ascending. Nobody is looked at while it depends on numbers alone: a
 * large company is never made as a whole.
 */
export function membersOf(
  criteria: Criteria,
  profile: Profile,
  { world, records, roster }: { world: World; records: Records; roster: Roster },
): readonly number[] {
  const { windows, excludeEmployees, excludeContingent } = criteria;
  const { company, faults } = world;
  const { isContingent } = roster.workforce;
  let ids = records.ids();
  if (windows.length > 0) ids = candidates(windows, company);
  if (faults.hidesPeople()) ids = ids.filter((id) => !faults.isHidden(id));
  if (excludeEmployees) ids = ids.filter((id) => isContingent(id));
  if (excludeContingent) ids = ids.filter((id) => !isContingent(id));
  const suits = personTest(criteria, profile, roster);
  if (suits !== undefined) {
    ids = ids.filter((id) => {
      const person = records.find(id);
      return person !== undefined && suits(person);
    });
  }
  return windows.length === 0 ? ids : ids.filter((id) => isLogged(id, windows, company));
}

/** What has to be known of each person; undefined: nothing. */
function personTest(
  { organizations, withSubordinates, countries, excludeInactive, windows }: Criteria,
  profile: Profile,
  roster: Roster,
): ((person: Person) => boolean) | undefined {
  const { seed, day, ids, find } = roster;
  const tests: ((person: Person) => boolean)[] = [];
  if (profile.sees !== undefined) tests.push(profile.sees);
  if (excludeInactive) tests.push((person) => statusOf(seed, person, day).active);
  if (countries.length > 0) tests.push((person) => countries.includes(countryOf(person) ?? ""));
  if (organizations.length > 0) {
    tests.push((person) => {
      const chain = withSubordinates ? chainOf(person, { find, isEmployed: () => true }) : [];
      const above = chain.map(({ member }) => supervisoryOf(member, ids));
      const all = [...organizationsOf(person, ids), ...above];
      return all.some(
        ({ wid, reference }) => organizations.includes(wid) || organizations.includes(reference),
      );
    });
  }
  // Somebody in the log may not be in the snapshot yet, or no longer.
  if (tests.length === 0 && windows.length === 0) return undefined;
  return (person) => tests.every((test) => test(person));
}

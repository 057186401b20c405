import type { Person } from "../company/person.ts";
import type { KeyRing, World } from "../kit/vendor.ts";
import { makePasswords } from "./access.ts";
import { createEnumerations, type Enumerations } from "./enumerations.ts";
import { createIds, type Ids } from "./ids.ts";
import type { Roster } from "./worker.ts";
import type { Workforce } from "./workforce.ts";

const MOST_KNOWN = 10_000;

/** One customer's Workday. */
export interface Tenant {
  world: World;
  ids: Ids;
  workforce: Workforce;
  passwords: KeyRing;
  enumerations: Enumerations;
  /** The first day's midnight, in milliseconds. */
  begins: number;
  /** The workers on one day (YYYY-MM-DD), out of the records that `find` gives. */
  rosterOn: (day: string, find: (record: number) => Person | undefined) => Roster;
  /** The current moment in milliseconds: nothing was entered after it. */
  moment: () => number;
}

export function openTenant(world: World, workforce: Workforce): Tenant {
  const { company } = world;
  const { seed } = company;
  const ids = createIds(seed);
  return {
    world,
    ids,
    workforce,
    passwords: makePasswords(seed),
    enumerations: createEnumerations(world),
    begins: Date.parse(`${company.today()}T00:00:00Z`),
    rosterOn(day, find) {
      // A page names the same managers over and over.
      const known = new Map<number, Person | undefined>();
      return {
        seed,
        ids,
        workforce,
        day,
        find(record) {
          if (known.size > MOST_KNOWN) known.clear();
          if (!known.has(record)) known.set(record, find(record));
          return known.get(record);
        },
      };
    },
    moment() {
      const today = company.today();
      const now = Math.max(world.now(), company.now());
      // A company that is ahead of the real day is asked by readers whose clock stands anywhere in its day.
      return today > dayOf(world.now()) ? Math.max(now, Date.parse(`${today}T23:59:59.999Z`)) : now;
    },
  };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

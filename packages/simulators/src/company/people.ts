import { founderAt, type FounderShape, type Person } from "./person.ts";

/** Every record of the company: the first ones made when asked for, the changed and the new ones kept. */
export interface People {
  /** How many were made by rule: the ids 1 to `founders`. */
  readonly founders: number;
  /** All ids there are now, ascending. */
  ids: () => readonly number[];
  find: (id: number) => Person | undefined;
  put: (person: Person) => void;
  erase: (id: number) => void;
  /** An id that nobody has or had. */
  freshId: () => number;
  /** Grows with each change. */
  version: () => number;
}

export function createPeople(options: {
  seed: number;
  founders: number;
  today: string;
  shape?: FounderShape | undefined;
}): People {
  const { seed, founders, today, shape } = options;
  const kept = new Map<number, Person>();
  const erased = new Set<number>();
  let highest = founders;
  let version = 0;
  let ids: readonly number[] | undefined;

  const founder = (id: number): Person => founderAt(seed, id - 1, founders, today);

  function find(id: number): Person | undefined {
    const person = kept.get(id);
    if (person !== undefined) return person;
    const made = Number.isInteger(id) && id >= 1 && id <= founders && !erased.has(id);
    if (!made) return undefined;
    return shape === undefined ? founder(id) : shape(founder(id), { seed, founders, today, founder });
  }

  function listIds(): readonly number[] {
    const first = Array.from({ length: founders }, (_, index) => index + 1).filter((id) => !erased.has(id));
    const later = [...kept.keys()].filter((id) => id > founders).toSorted((a, b) => a - b);
    return first.concat(later);
  }

  return {
    founders,
    find,
    ids: () => (ids ??= listIds()),
    put(person) {
      if (find(person.id) === undefined) ids = undefined;
      kept.set(person.id, person);
      erased.delete(person.id);
      highest = Math.max(highest, person.id);
      version += 1;
    },
    erase(id) {
      kept.delete(id);
      erased.add(id);
      ids = undefined;
      version += 1;
    },
    freshId: () => highest + 1,
    version: () => version,
  };
}

import { openBooks } from "./books.ts";
import { editPeople, type PersonEdit } from "./edit.ts";
import { announcedAtStart } from "./growth.ts";
import { startLife } from "./life.ts";
import type { People } from "./people.ts";
import type { FounderShape, Person } from "./person.ts";
import type { RecordEdit } from "./record-log.ts";

/** The records at one moment. */
export type Records = Pick<Company, "ids" | "find">;

/** A company that lives: the same seed, size and first day give the same people and the same future. */
export interface Company {
  readonly seed: number;
  /** How many were there on the first day: the ids 1 to `founders`. */
  readonly founders: number;
  today: () => string;
  /** Milliseconds since the epoch: today, at the time of day that it really is. */
  now: () => number;
  /** Grows with every change, the day included: what was worked out before is stale. */
  version: () => number;
  /** All records, ascending. */
  ids: () => readonly number[];
  find: (id: number) => Person | undefined;
  /** When HR last wrote the record, on the company's clock; a date that comes true is no edit. */
  editedAt: (id: number) => number;
  /** When the record was made; undefined for one that was there on the first day. */
  addedAt: (id: number) => number | undefined;
  /** Those written at `at` or later, ascending. */
  editedSince: (at: number) => readonly number[];
  /** All who can be another one at `at` or later, by an edit or by a date that came true, and some who are not. */
  touchedSince: (at: number) => readonly number[];
  /** The records that were erased, and when. */
  erasures: () => ReadonlyMap<number, number>;
  /** Every time that HR wrote the record, the first one first. */
  editsOf: (id: number) => readonly RecordEdit[];
  /** The company as it was at `at`. */
  asOf: (at: number) => Records;
  /** The company as it is, whatever becomes of it later. */
  snapshot: () => Records;
  /** Lets days go by; returns the new today. */
  advance: (days: number) => string;
  /** One act of HR. Returns the record as it is now, or was when it is erased; throws badRequest, notFound. */
  edit: (edit: PersonEdit) => Person;
}

/**
 * `size` records in all, those not yet begun and those gone included. `realNow` in milliseconds; `shape` changes the
 * people of the first day.
 */
export function createCompany(options: {
  seed: number;
  size: number;
  today: string;
  realNow?: () => number;
  shape?: FounderShape | undefined;
}): Company {
  const { seed, size, today, realNow = Date.now, shape } = options;
  const joinersAhead = announcedAtStart(size).filter((event) => event.kind === "hire").length;
  const books = openBooks({ seed, founders: size - joinersAhead, today, realNow, shape });
  const life = startLife(books, size);
  const { people, log } = books;
  let edits = 0;
  return {
    seed,
    founders: people.founders,
    today: books.today,
    now: books.now,
    version: () => people.version() + books.day(),
    ids: people.ids,
    find: people.find,
    editedAt: log.editedAt,
    addedAt: log.addedAt,
    editedSince: (at) => log.editedSince(at, people.ids()),
    touchedSince: (at) => log.touchedSince(at, people.ids()),
    erasures: log.erasures,
    editsOf: (id) => log.editsOf(id, people.find(id)),
    asOf: (at) => then(people, log.before(at)),
    snapshot() {
      const [version, ids] = [people.version(), people.ids()];
      return { ids: () => ids, find: (id) => log.atVersion(id, version, people.find(id)) };
    },
    advance(days) {
      for (let passed = 0; passed < days; passed += 1) life.passDay();
      return books.today();
    },
    edit(edit) {
      const person = editPeople(books, edit, edits);
      edits += 1;
      return person;
    },
  };
}

/** The records of now with those put back that have become others since. */
function then(people: People, before: ReadonlyMap<number, Person | undefined>): Records {
  if (before.size === 0) return people;
  const find = (id: number): Person | undefined => (before.has(id) ? before.get(id) : people.find(id));
  const touched = [...before.keys()].filter((id) => find(id) !== undefined);
  return {
    find,
    ids: () =>
      people
        .ids()
        .filter((id) => !before.has(id))
        .concat(touched)
        .toSorted((a, b) => a - b),
  };
}

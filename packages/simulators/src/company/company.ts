import { openBooks } from "./books.ts";
import { editPeople, type PersonEdit } from "./edit.ts";
import { announcedAtStart } from "./growth.ts";
import { startLife } from "./life.ts";
import type { Person } from "./person.ts";

/** A company that lives: the same seed, size and first day give the same people and the same future. */
export interface Company {
  readonly seed: number;
  today: () => string;
  /** Grows with every change, the day included: what was worked out before is stale. */
  version: () => number;
  /** All records, ascending. */
  ids: () => readonly number[];
  find: (id: number) => Person | undefined;
  /** Lets days go by; returns the new today. */
  advance: (days: number) => string;
  /** One act of HR. Returns the record as it is now, or was when it is erased; throws badRequest, notFound. */
  edit: (edit: PersonEdit) => Person;
}

/** `size` records in all, those not yet begun and those gone included. */
export function createCompany(options: { seed: number; size: number; today: string }): Company {
  const { seed, size, today } = options;
  const joinersAhead = announcedAtStart(size).filter((event) => event.kind === "hire").length;
  const books = openBooks({ seed, founders: size - joinersAhead, today });
  const life = startLife(books, size);
  let edits = 0;
  return {
    seed,
    today: books.today,
    version: () => books.people.version() + books.day(),
    ids: books.people.ids,
    find: books.people.find,
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

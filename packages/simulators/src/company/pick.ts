import { hash } from "./hash.ts";
import type { People } from "./people.ts";
import type { Person } from "./person.ts";

const TRIES = 64;

/** Somebody who suits, drawn by `lot`; undefined when there is nobody. */
export function pickPerson(
  people: People,
  lot: number,
  suits: (person: Person) => boolean,
): Person | undefined {
  const ids = people.ids();
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const person = people.find(ids[hash(lot, attempt) % ids.length] ?? 0);
    if (person !== undefined && suits(person)) return person;
  }
  // Rare people: one walk around from where the lot fell.
  for (let step = 0; step < ids.length; step += 1) {
    const person = people.find(ids[(lot + step) % ids.length] ?? 0);
    if (person !== undefined && suits(person)) return person;
  }
  return undefined;
}

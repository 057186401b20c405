import { SimulatorError } from "../error.ts";
import { switchedOff, type Books } from "./books.ts";
import { hash } from "./hash.ts";
import { moved, returned } from "./life.ts";
import { nameAt, toLatin } from "./names.ts";
import { MAIL_DOMAIN, type Person } from "./person.ts";
import { pickPerson } from "./pick.ts";
import { TRAIT } from "./traits.ts";

export const EDIT_OPS = ["hire", "move", "terminate", "rehire", "rename", "erase"] as const;
export type EditOp = (typeof EDIT_OPS)[number];

/** What an edit may write. Whether somebody is in or out follows from the op and the dates. */
export type PersonChange = Partial<Omit<Person, "id" | "left" | "offUntilStart">>;

export interface PersonEdit {
  op: EditOp;
  /** Whose record; without it somebody whom the op suits. For `hire`: the number the new record shall have. */
  id?: number | undefined;
  set: PersonChange;
}

const SUITS: Record<Exclude<EditOp, "hire">, (person: Person) => boolean> = {
  move: (person) => !person.left,
  terminate: (person) => !person.left && person.endDate === null,
  rehire: (person) => person.left,
  rename: (person) => !person.left,
  erase: () => true,
};

/** One act of HR, at once. Returns the record as it is now, or was when it is erased; throws badRequest, notFound. */
export function editPeople(books: Books, edit: PersonEdit, count: number): Person {
  if (edit.op === "hire") return hire(books, edit);
  const person = target(books, edit, edit.op, count);
  if (edit.op === "erase") {
    books.erase(person.id);
    return person;
  }
  const today = books.today();
  switch (edit.op) {
    case "move":
      return books.save({
        ...(movesBySet(edit.set) ? person : moved(books, person, 2 * count + 1)),
        ...edit.set,
      });
    case "terminate": {
      const gone = { ...person, endDate: today, ...edit.set };
      // Entered on its day or later, a termination takes effect at once; ahead of it, after that day.
      return books.save(
        gone.endDate !== null && gone.endDate > today ? gone : { ...switchedOff(gone), ...edit.set },
      );
    }
    case "rehire":
      return books.save({ ...returned(person, edit.set.startDate ?? today), ...edit.set });
    case "rename": {
      const named = edit.set.firstName !== undefined || edit.set.lastName !== undefined;
      const lastName = named ? person.lastName : otherLastName(books.seed, person, count);
      return books.save({ ...person, lastName, ...edit.set });
    }
  }
}

function otherLastName(seed: number, person: Person, count: number): string | null {
  const start = person.id + 7919 * (count + 1);
  const names = [start, start + 1, start + 2].map((n) => nameAt(seed, n).lastName);
  return names.find((name) => name !== null && name !== person.lastName) ?? person.lastName;
}

function movesBySet(set: PersonChange): boolean {
  return set.department !== undefined || set.jobTitle !== undefined;
}

function hire(books: Books, { id, set }: PersonEdit): Person {
  if (id !== undefined && books.people.find(id) !== undefined) {
    throw new SimulatorError("badRequest", `Record ${id} exists: hire needs an id that nobody has, or none.`);
  }
  const startDate = set.startDate ?? books.today();
  const named = set.firstName !== undefined || set.lastName !== undefined;
  // Written once: whoever was only just added has not been edited since.
  return books.join({
    startDate,
    ...(id === undefined ? {} : { id }),
    complete(joiner) {
      const workEmail = named ? mailFor({ ...joiner, ...set }) : joiner.workEmail;
      return { ...joiner, workEmail, ...set };
    },
  });
}

function mailFor({ id, firstName, lastName }: Person): string {
  const parts = [firstName, lastName ?? ""].map(toLatin).filter((part) => part !== "");
  return `${[...parts, String(id)].join(".")}@${MAIL_DOMAIN}`;
}

function target(books: Books, edit: PersonEdit, op: Exclude<EditOp, "hire">, count: number): Person {
  if (edit.id !== undefined) {
    const person = books.people.find(edit.id);
    if (person === undefined) throw new SimulatorError("notFound", `There is no record ${edit.id} to ${op}.`);
    return person;
  }
  const lot = hash(books.seed, TRAIT.pick, 1_000_000 + count);
  const person = pickPerson(books.people, lot, SUITS[op]);
  if (person === undefined) throw new SimulatorError("notFound", `There is nobody to ${op}.`);
  return person;
}

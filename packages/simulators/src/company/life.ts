import { postIn, switchedOff, type Books } from "./books.ts";
import { addDays } from "./calendar.ts";
import { announcedAtStart, announcedOn, dayOf, eventsOn, type PlannedEvent } from "./growth.ts";
import { choose, hash } from "./hash.ts";
import type { Person } from "./person.ts";
import { pickPerson } from "./pick.ts";
import { DEPARTMENTS, leads } from "./structure.ts";
import { TRAIT } from "./traits.ts";

const SETTLING_DAYS = 30;

/** The days of a company going by. */
export interface Life {
  passDay: () => void;
}

/** Enters what HR knows ahead on the first day, and then lives one day at a time. `size` sets the pace. */
export function startLife(books: Books, size: number): Life {
  const lastTouched = new Map<number, number>();

  function settled(person: Person): boolean {
    const touched = lastTouched.get(person.id);
    return (
      !person.left &&
      person.endDate === null &&
      person.startDate !== null &&
      person.startDate < addDays(books.today(), -SETTLING_DAYS) &&
      !leads(person.id - 1, books.people.founders) &&
      (touched === undefined || books.day() - touched >= SETTLING_DAYS)
    );
  }

  function pick(event: PlannedEvent, suits: (person: Person) => boolean): Person | undefined {
    const lot = hash(books.seed, TRAIT.pick, event.month * 4 + KIND_NUMBER[event.kind], event.nth);
    const person = pickPerson(books.people, lot, suits);
    if (person !== undefined) lastTouched.set(person.id, books.day());
    return person;
  }

  /** Before the day: enters a start or a last day that lies ahead. */
  function announce(event: PlannedEvent): void {
    const eventDay = addDays(books.today(), dayOf(event, size) - books.day());
    if (event.kind === "hire") {
      books.join({ startDate: eventDay, offUntilStart: (event.month + event.nth / 4) % 2 === 0 });
    } else {
      const leaver = pick(event, settled);
      if (leaver !== undefined) books.save({ ...leaver, endDate: addDays(eventDay, -1) });
    }
  }

  const happen: Record<PlannedEvent["kind"], (event: PlannedEvent) => void> = {
    hire() {
      const joiner = books.join({ startDate: books.today() });
      lastTouched.set(joiner.id, books.day());
    },
    leave(event) {
      const leaver = pick(event, settled);
      if (leaver !== undefined) books.save(switchedOff({ ...leaver, endDate: addDays(books.today(), -1) }));
    },
    move(event) {
      const mover = pick(event, settled);
      if (mover !== undefined) books.save(moved(books, mover, event.nth));
    },
    rehire(event) {
      const back = pick(event, (person) => canReturn(person, addDays(books.today(), -SETTLING_DAYS)));
      if (back !== undefined) books.save(returned(back, books.today()));
    },
  };

  for (const event of announcedAtStart(size)) announce(event);
  books.begin();

  return {
    passDay() {
      const lastDay = books.today();
      books.nextDay();
      for (const id of books.leavingAfter(lastDay)) {
        const person = books.people.find(id);
        if (person !== undefined && leavesOn(person, lastDay)) books.settle(switchedOff(person));
      }
      for (const event of announcedOn(books.day(), size)) announce(event);
      for (const event of eventsOn(books.day(), size)) happen[event.kind](event);
    },
  };
}

const KIND_NUMBER: Record<PlannedEvent["kind"], number> = { hire: 0, leave: 1, move: 2, rehire: 3 };

/** The person in another department with its title and manager, or, by `lot`, with another title in the same one. */
export function moved(books: Books, person: Person, lot: number): Person {
  const current = DEPARTMENTS.findIndex((department) => department.name === person.department);
  const number = hash(books.seed, TRAIT.move, person.id, lot);
  if (current >= 0 && lot % 2 === 0) {
    const titles = choose(DEPARTMENTS, current).titles.filter((title) => title !== person.jobTitle);
    return { ...person, jobTitle: choose(titles, number) };
  }
  const other = (current + 1 + (number % (DEPARTMENTS.length - 1))) % DEPARTMENTS.length;
  return { ...person, ...postIn(books, other, number) };
}

/** The same record back at work. Some keep the old last day, if it lies before the new first one. */
export function returned(person: Person, startDate: string): Person {
  const keepsEnd = person.endDate !== null && person.endDate < startDate && person.id % 2 === 0;
  return {
    ...person,
    startDate,
    endDate: keepsEnd ? person.endDate : null,
    left: false,
    employmentStatus: "Full-Time",
  };
}

function canReturn(person: Person, before: string): boolean {
  return person.left && person.endDate !== null && person.endDate < before;
}

function leavesOn(person: Person, day: string): boolean {
  return !person.left && person.endDate === day && (person.startDate === null || person.startDate <= day);
}

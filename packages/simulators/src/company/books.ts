import { addDays } from "./calendar.ts";
import { startClock } from "./clock.ts";
import { choose, hash } from "./hash.ts";
import { createPeople, type People } from "./people.ts";
import { LEFT_STATUS, identityOf, placeAt, type FounderShape, type Person } from "./person.ts";
import { createRecordLog, type RecordChange, type RecordLog } from "./record-log.ts";
import { DEPARTMENTS, departmentOf, leaderIn } from "./structure.ts";
import { TRAIT } from "./traits.ts";

/** What HR can write: the records, the day, and who leaves when. */
export interface Books {
  readonly seed: number;
  readonly people: People;
  readonly log: RecordLog;
  /** Milliseconds on the company's clock. */
  now: () => number;
  /** Days gone by since the company began. */
  day: () => number;
  today: () => string;
  nextDay: () => void;
  /** The first day begins: what is written from now on is an edit of its own time. */
  begin: () => void;
  /** Writes a record; one with a last day ahead is remembered for that day. */
  save: (person: Person) => Person;
  /** What a date that has come makes of a record: no edit. */
  settle: (person: Person) => void;
  erase: (id: number) => void;
  /** Those whose last day was `day`, as once entered: the records may say otherwise by now. */
  leavingAfter: (day: string) => readonly number[];
  /** Writes the record of somebody new, once `complete` has had it. */
  join: (options: {
    startDate: string;
    id?: number;
    offUntilStart?: boolean;
    complete?: (joiner: Person) => Person;
  }) => Person;
}

export function openBooks(options: {
  seed: number;
  founders: number;
  today: string;
  /** The real time in milliseconds. */
  realNow: () => number;
  shape?: FounderShape | undefined;
}): Books {
  const { seed, founders } = options;
  const people = createPeople(options);
  const clock = startClock(options.today, options.realNow);
  const log = createRecordLog(seed, Date.parse(`${options.today}T00:00:00Z`));
  const lastDays = new Map<string, number[]>();
  let joined = founders;
  let day = 0;
  let today = options.today;
  let begun = false;

  /** The time of an edit, and the record before it. */
  function change(id: number): RecordChange {
    return { at: begun ? clock.now() : 0, before: people.find(id), version: people.version() };
  }

  function save(person: Person): Person {
    log.edited(person.id, change(person.id));
    people.put(person);
    const { endDate } = person;
    if (endDate !== null && endDate >= today && !person.left) {
      lastDays.set(endDate, [...(lastDays.get(endDate) ?? []), person.id]);
    }
    return person;
  }

  return {
    seed,
    people,
    log,
    now: clock.now,
    day: () => day,
    today: () => today,
    nextDay() {
      day += 1;
      today = addDays(today, 1);
      clock.nextDay();
    },
    begin() {
      begun = true;
    },
    save,
    settle(person) {
      log.settled(person.id, change(person.id));
      people.put(person);
    },
    erase(id) {
      log.edited(id, { ...change(id), erased: true });
      people.erase(id);
    },
    leavingAfter: (lastDay) => lastDays.get(lastDay) ?? [],
    join({ startDate, id = people.freshId(), offUntilStart = false, complete = (joiner) => joiner }) {
      const n = joined;
      joined += 1;
      const department = departmentOf(1 + (hash(seed, TRAIT.department, n) % 1000));
      const joiner: Person = {
        id,
        ...identityOf(seed, n),
        ...placeAt(seed, n),
        ...postIn({ seed, people }, department, n),
        employmentStatus: "Full-Time",
        startDate,
        originalStartDate: startDate,
        endDate: null,
        left: false,
        offUntilStart,
      };
      return save(complete(joiner));
    },
  };
}

/** A title and a manager in `department`, drawn by `lot`. */
export function postIn(
  { seed, people }: { seed: number; people: People },
  department: number,
  lot: number,
): { department: string; jobTitle: string; managerId: number | null } {
  const { name, titles } = choose(DEPARTMENTS, department);
  const leader = people.find(leaderIn(department, hash(seed, TRAIT.manager, lot), people.founders) + 1);
  return {
    department: name,
    jobTitle: choose(titles, hash(seed, TRAIT.jobTitle, lot)),
    managerId: leader === undefined || leader.left ? null : leader.id,
  };
}

/** The record of somebody whose last day is over. */
export function switchedOff(person: Person): Person {
  return { ...person, left: true, employmentStatus: LEFT_STATUS };
}

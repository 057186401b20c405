import { addressOf, type Company, type Entry, hire, isAtWork, today } from "./company.ts";

/** Something that happens to people or to what their source shows of them; `a`, `b` and `c` choose to whom and how. */
export type Event = (company: Company, a: number, b: number, c: number) => void;

function pick(company: Company, choice: number, among: (entry: Entry) => boolean): Entry | undefined {
  const found = [...company.entries.values()].filter(among);
  return found[choice % Math.max(1, found.length)];
}

function atWork(company: Company, choice: number): Entry | undefined {
  return pick(company, choice, (entry) => isAtWork(company, entry));
}

function goneFrom(company: Company, choice: number): Entry | undefined {
  return pick(company, choice, (entry) => !isAtWork(company, entry));
}

/** An address belongs to the person: all records of theirs that still live have it. */
function give(company: Company, one: Entry, email: string | null): void {
  for (const entry of company.entries.values()) {
    if (entry === one || (entry.person === one.person && isAtWork(company, entry))) entry.email = email;
  }
}

function passOn(company: Company, people: readonly Entry[]): void {
  const different = people.filter(
    (one, place) => people.findIndex(({ person }) => person === one.person) === place,
  );
  const emails = different.map((one) => one.email);
  different.forEach((one, place) => {
    give(company, one, emails[(place + 1) % emails.length] ?? null);
  });
}

function edit(entry: Entry | undefined, change: Partial<Entry>): void {
  if (entry) Object.assign(entry, change);
}

function leave(company: Company, entry: Entry | undefined, change: Partial<Entry>): void {
  edit(entry, { flag: "terminated", end: today(company, -1), ...change });
}

/** A further record of somebody who is known, with the same name and address. */
function another(company: Company, of: Entry | undefined, change: Partial<Entry>): void {
  if (!of) return;
  const { person, name, email, department, source } = of;
  hire(company, { person, name, email: email ?? `${person}.back@acme.test`, department, source, ...change });
}

/** What can happen. A key is the name by which a failure tells of it. */
export const EVENTS = {
  hire: (company) => hire(company),
  hireElsewhere: (company, a) => hire(company, { source: a % company.sources }),
  hireAhead: (company, a) => hire(company, { start: today(company, 1 + (a % 40)) }),
  leave: (company, a) => leave(company, atWork(company, a), {}),
  leaveBlanked: (company, a) =>
    leave(company, atWork(company, a), { email: null, department: null, end: null }),
  /** No flag: the date alone tells, after the last day. */
  leaveByDate: (company, a, b) => edit(atWork(company, a), { flag: null, end: today(company, (b % 20) - 3) }),
  /** The flag says active, the date says gone: nobody can tell. */
  contradict: (company, a) => {
    const one = atWork(company, a);
    if (one && one.start < today(company, -5)) edit(one, { flag: "active", end: today(company, -4) });
  },
  unclear: (company, a) => edit(atWork(company, a), { flag: "unknown" }),
  clear: (company, a) => {
    const one = pick(
      company,
      a,
      ({ flag, end }) => flag === "unknown" || (flag === "active" && end !== null),
    );
    edit(one, { flag: "active", end: null });
  },
  goOnLeave: (company, a) => edit(atWork(company, a), { flag: "onLeave", end: null }),
  /** Somebody else whose address is nearly that of one who has gone, and may have gone just now. */
  hireLookAlike: (company, a) => {
    const one = goneFrom(company, a);
    if (one?.email) hire(company, { email: `x${one.email}` });
  },
  rehire: (company, a, b) => {
    const one = goneFrom(company, a);
    if (one) edit(one, { flag: "active", end: null, start: today(company, (b % 4) - 2) });
    if (one && one.email === null) one.email = `${one.person}.back@acme.test`;
  },
  /** The old last day is left in the record. */
  rehireOverOldEnd: (company, a) => {
    const one = goneFrom(company, a);
    if (one?.end && one.end < today(company)) {
      edit(one, {
        flag: "active",
        start: today(company),
        email: one.email ?? `${one.person}.back@acme.test`,
      });
    }
  },
  rehireUnderNewId: (company, a) => another(company, goneFrom(company, a), {}),
  /** Contingent → employee: the old record ends, another one of the same person begins. */
  twin: (company, a, b) => {
    const one = atWork(company, a);
    another(company, one, { start: today(company, -(b % 2)) });
    if (b % 3 > 0) leave(company, one, {});
  },
  transfer: (company, a, b) => {
    const one = atWork(company, a);
    if (!one || company.sources < 2) return;
    another(company, one, { source: 1 - one.source });
    if (b % 3 > 0) leave(company, one, {});
  },
  move: (company, a, b) => edit(atWork(company, a), { department: b % 5 === 0 ? null : `D${b % 4}` }),
  rename: (company, a, b) => edit(atWork(company, a), { name: `Renamed${b % 50} Of${b % 50}` }),
  newEmail: (company, a) => {
    const one = atWork(company, a);
    if (one) give(company, one, addressOf(company.next++, "n"));
  },
  otherCase: (company, a) => {
    const one = atWork(company, a);
    if (one) give(company, one, one.email?.toUpperCase() ?? null);
  },
  noEmail: (company, a) => {
    const one = atWork(company, a);
    if (one) give(company, one, null);
  },
  swap: (company, a, b) =>
    passOn(
      company,
      [atWork(company, a), atWork(company, b)].flatMap((one) => one ?? []),
    ),
  cycle: (company, a, b, c) =>
    passOn(
      company,
      [a, b, c].flatMap((choice) => atWork(company, choice) ?? []),
    ),
  moveDomain: (company, a) => {
    for (const entry of company.entries.values()) {
      entry.email = entry.email?.replace(/@.*/, `@d${a % 3}.test`) ?? null;
    }
  },
  recycleAddress: (company, a) => {
    const one = goneFrom(company, a);
    if (one?.email) hire(company, { email: one.email });
  },
  clash: (company, a, b) => {
    const [one, other] = [atWork(company, a), atWork(company, b)];
    if (one && other && one.person !== other.person) give(company, one, other.email);
  },
  hide: (company, a, b) =>
    edit(atWork(company, a), { hidden: (["found", "gone", "forbidden"] as const)[b % 3] ?? null }),
  show: (company, a) =>
    edit(
      pick(company, a, ({ hidden }) => hidden !== null),
      { hidden: null },
    ),
  showAll: (company) => {
    for (const entry of company.entries.values()) entry.hidden = null;
  },
  remove: (company, a) => {
    const one = atWork(company, a);
    if (one) company.entries.delete(one.id);
  },
  damage: (company, a) => edit(atWork(company, a), { damaged: true }),
  repair: (company) => {
    for (const entry of company.entries.values()) entry.damaged = false;
  },
} satisfies Record<string, Event>;

export type EventName = keyof typeof EVENTS;

/** How often each happens. What ends a state comes often, so that people go through many. */
export const EVENT_WEIGHTS: Record<EventName, number> = {
  hire: 5,
  hireElsewhere: 3,
  hireAhead: 3,
  leave: 6,
  leaveBlanked: 2,
  leaveByDate: 3,
  contradict: 1,
  unclear: 1,
  clear: 3,
  goOnLeave: 2,
  hireLookAlike: 1,
  rehire: 5,
  rehireOverOldEnd: 1,
  rehireUnderNewId: 2,
  twin: 2,
  transfer: 2,
  move: 5,
  rename: 2,
  newEmail: 3,
  otherCase: 1,
  noEmail: 1,
  swap: 2,
  cycle: 1,
  moveDomain: 1,
  recycleAddress: 1,
  clash: 1,
  hide: 5,
  show: 3,
  showAll: 3,
  remove: 2,
  damage: 2,
  repair: 4,
};

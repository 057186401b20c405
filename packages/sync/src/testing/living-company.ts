import { newVendor, type Person, person, staff, type Vendor } from "./vendor.ts";

/** A company that lives from day to day, and whose vendor answers well or badly. The same for the same seed. */
export interface LivingCompany {
  vendor: Vendor;
  /** What the vendor's books say, by id. */
  books: Map<string, Person>;
  /** A whole number from 0 up to, but without, `below`. */
  random(below: number): number;
  /** The calendar day, so many days on. */
  day(plus: number): string;
  /** A few things happen to people and to the vendor's answers. Gives what. */
  live(): string[];
  /** From now on nothing happens any more, and every answer is whole. */
  calm(): void;
  nextDay(): void;
  /** Whether the list shows this person, once, and as the books have them. */
  shows(id: string): boolean;
}

export function livingCompany(seed: number, size: number): LivingCompany {
  const vendor = newVendor(staff(size));
  const books = new Map(vendor.people.map((one) => [one.id, one]));
  const twins: Person[] = [];
  const poisoned = new Set<string>();
  let state = Math.imul(seed, 2_654_435_761);
  let days = 0;

  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const day = (plus: number): string =>
    new Date(Date.UTC(2026, 2, 2 + days + plus)).toISOString().slice(0, 10);
  const pick = (): Person => [...books.values()][random(books.size)] ?? person(0);
  const edit = (one: Person, change: Partial<Person>): unknown => books.set(one.id, { ...one, ...change });
  const employed = (one: Person): Person => {
    const copy = { ...one };
    delete copy.status;
    delete copy.end;
    return copy;
  };
  const hire = (start: string): unknown => {
    const one = person(1_000 + random(100_000), { start });
    return books.set(one.id, one);
  };
  const passOn = (people: Person[]): void => {
    const emails = people.map((one) => one.email);
    people.forEach((one, index) => edit(one, { email: emails[(index + 1) % emails.length] ?? null }));
  };
  const leave = (change: Partial<Person>): unknown =>
    edit(pick(), { ...change, status: "terminated", end: day(-1) });
  const rehire = (): void => {
    const gone = [...books.values()].filter((one) => one.status === "terminated").at(-1);
    if (gone)
      edit(employed(gone), { email: gone.email ?? `${gone.id}@acme.test`, start: day(random(3) - 2) });
  };
  const flag = (status: "onLeave" | "unknown"): void => {
    const one = pick();
    if (one.status !== "terminated") edit(one, { status });
  };
  const unflag = (): void => {
    const one = pick();
    if (one.status !== "terminated") books.set(one.id, employed(one));
  };

  const events: Record<string, () => unknown> = {
    someonesEmail: () => edit(pick(), { email: `p${1 + random(size)}@acme.test` }),
    newEmail: () => edit(pick(), { email: `new${random(1_000)}@acme.test` }),
    otherCase: () => {
      const one = pick();
      edit(one, { email: one.email?.toUpperCase() ?? null });
    },
    cycle: () => passOn([...new Set([pick(), pick(), pick()])]),
    noEmail: () => edit(pick(), { email: null }),
    move: () => edit(pick(), { department: random(3) > 0 ? `D${random(5)}` : null }),
    leave: () => leave({}),
    leaveBlanked: () => leave({ email: null, department: null }),
    rehire,
    onLeave: () => flag("onLeave"),
    unknown: () => flag("unknown"),
    back: unflag,
    hire: () => hire(day(-random(2))),
    hireAhead: () => hire(day(1 + random(3))),
    remove: () => books.delete(pick().id),
    hide: () => vendor.hidden.set(pick().id, random(2) === 0 ? "gone" : "forbidden"),
    show: () => vendor.hidden.clear(),
    twin: () => twins.push({ ...pick(), ...(random(2) === 0 && { department: "Twin" }) }),
    noTwins: () => twins.splice(0),
    poison: () => poisoned.add(pick().id),
    cure: () => poisoned.clear(),
    restrict: () => (vendor.restricted = random(2) === 0 ? ["department"] : []),
    miscount: () => (vendor.totalOff = random(3) === 0 ? 1 : 0),
  };
  const names = Object.keys(events);
  // What ends a state comes more often, so that people go through many.
  names.push("rehire", "rehire", "show", "noTwins", "cure", "leave", "hide", "hireAhead");
  const publish = (): void => {
    const listed = [...books.values()].map((one) => (poisoned.has(one.id) ? { ...one, name: "N\0" } : one));
    vendor.people = [...listed, ...twins];
  };

  return {
    vendor,
    books,
    random,
    day,
    live: () => {
      const happened = Array.from({ length: 1 + random(5) }, () => names[random(names.length)] ?? "");
      for (const name of happened) events[name]?.();
      publish();
      return happened;
    },
    calm: () => {
      for (const name of ["show", "noTwins", "cure"]) events[name]?.();
      vendor.restricted = [];
      vendor.totalOff = 0;
      publish();
    },
    nextDay: () => {
      days += 1;
    },
    shows: (id) =>
      books.has(id) && !vendor.hidden.has(id) && !poisoned.has(id) && !twins.some((twin) => twin.id === id),
  };
}

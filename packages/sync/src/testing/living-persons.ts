import { newVendor, type Person, staff, type Vendor } from "./vendor.ts";

/** A company whose people have several records each, that begin and end. The same for the same seed. */
export interface LivingPersons {
  vendor: Vendor;
  /** The records of each person, by the person's id. */
  people: Map<string, Person[]>;
  /** A whole number from 0 up to, but without, `below`. */
  random(below: number): number;
  /** The calendar day, so many days on. */
  day(plus: number): string;
  /** A few things happen to records. Gives what. */
  live(): string[];
  nextDay(): void;
}

/** Enough others that no gate is tripped by what happens to the few. */
const OTHERS = 60;

export function livingPersons(seed: number, size: number): LivingPersons {
  const vendor = newVendor([]);
  const people = new Map<string, Person[]>();
  let state = Math.imul(seed, 2_654_435_761);
  let days = 0;
  let records = 0;

  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const day = (plus: number): string =>
    new Date(Date.UTC(2026, 2, 2 + days + plus)).toISOString().slice(0, 10);
  const address = (personId: string): string | null =>
    [`${personId}@acme.test`, `${personId}@acme.test`, `${personId}.new@acme.test`, null][random(4)] ?? null;
  const add = (personId: string): void => {
    records += 1;
    people.get(personId)?.push({
      id: `r${records}`,
      personId,
      email: address(personId),
      name: personId,
      department: `D${random(5)}`,
      start: day(random(5) - 2),
    });
  };
  const hire = (): void => {
    const personId = `P${people.size + 1}`;
    people.set(personId, []);
    for (let count = random(3); count >= 0; count -= 1) add(personId);
  };
  const somebody = (): string => [...people.keys()][random(people.size)] ?? "";
  const edit = (change: (one: Person) => Partial<Person>): void => {
    const own = people.get(somebody()) ?? [];
    const place = random(own.length);
    const one = own[place];
    if (!one) return;
    const next = { ...one, ...change(one) };
    if (next.status !== "terminated") delete next.end;
    own[place] = next;
  };
  const end = (): void => edit(() => ({ status: "terminated", end: day(-1) }));
  const endAll = (): void => {
    const personId = somebody();
    const own = people.get(personId) ?? [];
    people.set(
      personId,
      own.map((one) => ({ ...one, status: "terminated", end: day(-1) })),
    );
  };
  const events: Record<string, () => void> = {
    hire,
    add: () => add(somebody()),
    end,
    endAll,
    convert: () => {
      end();
      add(somebody());
    },
    revive: () => edit(() => ({ status: "active", start: day(-random(3)) })),
    leave: () => edit(({ status }) => (status === "terminated" ? {} : { status: "onLeave" })),
    unknown: () => edit(({ status }) => (status === "terminated" ? {} : { status: "unknown" })),
    back: () => edit(({ status }) => (status === "terminated" ? {} : { status: "active" })),
    move: () => edit(() => ({ department: `D${random(5)}` })),
    address: () => edit(({ personId = "" }) => ({ email: address(personId) })),
  };
  const names = [...Object.keys(events), "add", "end", "back", "convert"];
  const publish = (): void => {
    const others = staff(OTHERS).map((one) => ({ ...one, email: `staff.${one.email}` }));
    vendor.people = [...others, ...[...people.values()].flat()];
  };
  for (let count = 0; count < size; count += 1) hire();
  publish();
  return {
    vendor,
    people,
    random,
    day,
    live: () => {
      const happened = Array.from({ length: 1 + random(4) }, () => names[random(names.length)] ?? "");
      for (const name of happened) events[name]?.();
      publish();
      return happened;
    },
    nextDay: () => {
      days += 1;
    },
  };
}

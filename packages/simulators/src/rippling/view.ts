import type { Person } from "../company/person.ts";
import { createMemo, type Memo } from "../kit/memo.ts";
import type { World } from "../kit/vendor.ts";
import type { ListQuery, Order } from "./query.ts";
import type { Profile, RedactedField } from "./tokens.ts";
import { createdAt, updatedAt } from "./worker.ts";

/** What one request can see. */
export interface View {
  world: World;
  today: string;
  profile: Profile;
  redacted: readonly RedactedField[];
  /** The person, if there is one whom this token may see and no fault hides. */
  find: (number: number) => Person | undefined;
  /** The numbers of everybody whom the query means, in its order. */
  enumerate: (query: ListQuery) => readonly number[];
}

/** Makes views over one company; an enumeration is kept until the company changes. */
export function createViews(world: World): (profile: Profile) => View {
  const { company, faults } = world;
  const kept = createMemo<readonly number[]>(() => `${company.version()} ${faults.version()}`);
  return (profile) => {
    const { redacted } = profile;
    const withStatus = { name: "status", reason: "Insufficient permissions" };
    const view: View = {
      world,
      today: company.today(),
      profile,
      redacted: faults.statusRestricted() ? [...redacted, withStatus] : redacted,
      find(number) {
        const person = company.find(number);
        const seen = person !== undefined && !faults.isHidden(number) && (profile.sees?.(person) ?? true);
        return seen ? person : undefined;
      },
      enumerate: (query) => enumerate(query, view, kept),
    };
    return view;
  };
}

function enumerate(query: ListQuery, view: View, kept: Memo<readonly number[]>): readonly number[] {
  const { profile, world, find, today } = view;
  const { company, faults } = world;
  const byId = query.order.every(({ field, descending }) => field === "id" && !descending);
  // Nobody is looked at while it depends on the number alone: a large company is never made as a whole.
  if (byId && query.filter === undefined && profile.sees === undefined && !faults.hidesPeople()) {
    return company.ids();
  }
  return kept(`${profile.name} ${query.subject}`, () => {
    const people = company.ids().flatMap((number) => find(number) ?? []);
    const meant = people.filter((person) => query.filter?.(person, today) ?? true);
    return meant.toSorted((a, b) => compare(query.order, a, b, today)).map(({ id }) => id);
  });
}

function compare(orders: readonly Order[], a: Person, b: Person, today: string): number {
  for (const { field, descending } of orders) {
    const [left, right] = [a, b].map((person) => sortKey(field, person, today));
    if (left === undefined || right === undefined || left === right) continue;
    return left < right === descending ? 1 : -1;
  }
  return a.id - b.id;
}

function sortKey(field: string, person: Person, today: string): string | number {
  if (field === "created_at") return createdAt(person);
  return field === "updated_at" ? updatedAt(person, today) : person.id;
}

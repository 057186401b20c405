import type { Person } from "../company/person.ts";
import type { Company } from "../company/company.ts";
import type { Row } from "../kit/list-faults.ts";
import { createMemo, type Memo } from "../kit/memo.ts";
import type { World } from "../kit/vendor.ts";
import { type Keyed, compareKeyed, keyed } from "./order.ts";
import type { ListQuery } from "./query.ts";
import { statusOf } from "./status.ts";
import type { Profile, RedactedField } from "./tokens.ts";

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
  /** The numbers of those who are at work today, as far as this token may see them. */
  active: () => readonly number[];
  /** The rows of a list of the company, made anew when it has changed. */
  options: (name: string, make: (company: Company) => readonly Row[]) => readonly Row[];
}

/** Makes views over one company; an enumeration is kept until the company changes. */
export function createViews(world: World): (profile: Profile) => View {
  const { company, faults } = world;
  const kept = createMemo<readonly number[]>(() => `${company.version()} ${faults.version()}`);
  const options = createMemo<readonly Row[]>(() => String(company.version()));
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
      active: () =>
        kept(`active ${profile.name}`, () =>
          company.ids().filter((number) => {
            const person = view.find(number);
            return person !== undefined && statusOf(person, view.today) === "ACTIVE";
          }),
        ),
      options: (name, make) => options(name, () => make(company)),
    };
    return view;
  };
}

function enumerate(query: ListQuery, view: View, kept: Memo<readonly number[]>): readonly number[] {
  const { profile, world, find } = view;
  const { company, faults } = world;
  const byId = query.order.every(({ field, descending }) => field === "id" && !descending);
  // Nobody is looked at while it depends on the number alone: a large company is never made as a whole.
  if (byId && query.filter === undefined && profile.sees === undefined && !faults.hidesPeople()) {
    return company.ids();
  }
  return kept(`${profile.name} ${query.subject}`, () => {
    const since = query.filter?.updatedSince;
    const candidates = since === undefined ? company.ids() : company.touchedSince(since);
    const meant = candidates.flatMap((number): Keyed[] => {
      const person = find(number);
      if (person === undefined || query.filter?.passes(person, company) === false) return [];
      return [keyed(query.order, person, company)];
    });
    return meant.toSorted((a, b) => compareKeyed(query.order, a, b)).map(({ number }) => number);
  });
}

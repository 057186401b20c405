import type { Person } from "../company/person.ts";
import type { FaultName } from "../kit/fault-catalog.ts";
import type { World } from "../kit/vendor.ts";
import { lifecycleOf } from "./lifecycle.ts";
import { type NamedLists, renamed } from "./named-lists.ts";
import type { Profile } from "./service-users.ts";

/** What one request can see. */
export interface View {
  world: World;
  today: string;
  lists: () => NamedLists;
  mayRead: (fieldId: string) => boolean;
  /** The person, if there is one whom this service user may see and no fault hides. */
  find: (recordNumber: number) => Person | undefined;
  /** All records there are, seen or not. */
  ids: () => readonly number[];
}

/** How old an answer may be: what was written less than this ago may not be in it. */
const LAG_MS = 20_000;

/** What a service user of `profile` can see, as a fault leaves it. */
export function viewOf(
  world: World,
  lists: () => NamedLists,
  profile: Profile,
  fault: FaultName | undefined,
): View {
  const { company, faults } = world;
  const today = company.today();
  const everybody = profile.name === "full";
  const people = fault === "staleRead" ? company.asOf(company.now() - LAG_MS) : company;
  return {
    world,
    today,
    lists: fault === "renamedLabels" ? () => renamed(lists()) : lists,
    ids: people.ids,
    mayRead: (id) => !profile.hidden.has(id) && !(faults.statusRestricted() && id.startsWith("internal.")),
    find(id) {
      const person = people.find(id);
      if (person === undefined || faults.isHidden(id)) return undefined;
      const seen = everybody || profile.lifecycles.has(lifecycleOf(company.seed, person, today));
      return seen ? person : undefined;
    },
  };
}

import type { Person } from "../company/person.ts";
import type { World } from "../kit/vendor.ts";
import { lifecycleOf } from "./lifecycle.ts";
import type { NamedLists } from "./named-lists.ts";
import type { Profile } from "./service-users.ts";

/** What one request can see. */
export interface View {
  world: World;
  today: string;
  lists: () => NamedLists;
  mayRead: (fieldId: string) => boolean;
  /** The person, if there is one whom this service user may see and no fault hides. */
  find: (recordNumber: number) => Person | undefined;
}

export function viewOf(world: World, lists: () => NamedLists, profile: Profile): View {
  const { company, faults } = world;
  const today = company.today();
  const everybody = profile.name === "full";
  return {
    world,
    today,
    lists,
    mayRead: (id) => !profile.hidden.has(id) && !(faults.statusRestricted() && id.startsWith("internal.")),
    find(id) {
      const person = company.find(id);
      if (person === undefined || faults.isHidden(id)) return undefined;
      const seen = everybody || profile.lifecycles.has(lifecycleOf(company.seed, person, today));
      return seen ? person : undefined;
    },
  };
}

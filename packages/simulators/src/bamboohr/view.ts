import type { Person } from "../company/person.ts";
import { createMemo, type Memo } from "../kit/memo.ts";
import type { World } from "../kit/vendor.ts";
import type { Profile, Topic } from "./keys.ts";

/** What one request can see. */
export interface View {
  world: World;
  today: string;
  profile: Profile;
  mayRead: (topic: Topic) => boolean;
  /** The person, if there is one whom this key may see and no fault hides. */
  find: (id: number) => Person | undefined;
  ids: () => readonly number[];
  leads: (id: number) => boolean;
  enumerations: Memo<readonly number[]>;
  /** What people have in a list field, and whether nobody has it who works here. */
  optionNames: Memo<readonly ReadonlyMap<string, boolean>[]>;
}

/** Makes views over one company; what is costly is kept until the company changes. */
export function createViews(world: World): (profile: Profile) => View {
  const { company, faults } = world;
  const version = (): string => `${company.version()} ${faults.version()} ${faults.statusRestricted()}`;
  const enumerations = createMemo<readonly number[]>(version);
  const leaders = createMemo<ReadonlySet<number | null>>(version);
  const optionNames = createMemo<readonly ReadonlyMap<string, boolean>[]>(version);

  return (profile) => {
    function find(id: number): Person | undefined {
      const person = company.find(id);
      const seen = person !== undefined && !faults.isHidden(id) && (profile.sees?.(person) ?? true);
      return seen ? person : undefined;
    }
    function listIds(): readonly number[] {
      // Nobody is looked at while it depends on the id alone: a large company is never made as a whole.
      if (profile.sees !== undefined) return company.ids().filter((id) => find(id) !== undefined);
      return faults.hidesPeople() ? company.ids().filter((id) => !faults.isHidden(id)) : company.ids();
    }
    return {
      world,
      today: company.today(),
      profile,
      mayRead: (topic) => !profile.refused.has(topic) && !(topic === "status" && faults.statusRestricted()),
      find,
      ids: () => enumerations(profile.name, listIds),
      leads: (id) => leaders("", () => leadersOf(world)).has(id),
      enumerations,
      optionNames,
    };
  };
}

function leadersOf({ company }: World): ReadonlySet<number | null> {
  const leaders = new Set<number | null>();
  for (const id of company.ids()) {
    const person = company.find(id);
    if (person?.left === false) leaders.add(person.managerId);
  }
  return leaders;
}

import { createHash } from "node:crypto";
import type { Person } from "../company/person.ts";
import type { KeyRing } from "../kit/vendor.ts";

/** What a pair of API credentials lets its holder see: whom, and which attributes of them. */
export interface Profile {
  /** Without it every person is out of scope. */
  readsPersons: boolean;
  /** Attributes that an admin has not ticked: they are missing from answers, without a word. */
  withheld: ReadonlySet<string>;
  sees: (person: Person) => boolean;
}

const NONE: ReadonlySet<string> = new Set();
const everybody = (): boolean => true;

const PROFILES: Readonly<Record<keyof KeyRing, Profile>> = {
  full: { readsPersons: true, withheld: NONE, sees: everybody },
  restricted: {
    readsPersons: true,
    withheld: new Set(["preferred_name", "org_units", "employment_end_date"]),
    sees: everybody,
  },
  narrow: {
    readsPersons: true,
    withheld: NONE,
    sees: ({ department }) => department === "Engineering",
  },
  forbidden: { readsPersons: false, withheld: NONE, sees: everybody },
};

/** The secrets of the company's credentials, the same for the same seed. */
export function makeSecrets(seed: number): KeyRing {
  const secret = (name: string): string =>
    createHash("sha256").update(`personio ${name} ${seed}`).digest("base64url");
  return {
    full: secret("full"),
    restricted: secret("restricted"),
    narrow: secret("narrow"),
    forbidden: secret("forbidden"),
  };
}

/** The rights behind a token; undefined for a name that there is not. */
export function profileOf(name: string | undefined): Profile | undefined {
  return name !== undefined && isKey(name) ? PROFILES[name] : undefined;
}

function isKey(name: string): name is keyof KeyRing {
  return Object.hasOwn(PROFILES, name);
}

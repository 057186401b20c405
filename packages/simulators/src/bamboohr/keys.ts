import { createHash } from "node:crypto";
import type { Person } from "../company/person.ts";
import type { Holder } from "../kit/oauth-grants.ts";
import type { KeyRing } from "../kit/vendor.ts";

/** Fields that are granted or refused together. */
export type Topic = "status" | "department" | "termination" | "homeEmail" | "general";

/** What the user behind a key may see. */
export interface Profile {
  name: keyof KeyRing;
  refused: ReadonlySet<Topic>;
  /** Absent: everybody. */
  sees?: (person: Person) => boolean;
  mayReadEmployees: boolean;
  /** What an OAuth app was granted; absent: a key, which may do what its user may. */
  scopes?: ReadonlySet<string>;
}

const NARROW_DEPARTMENTS: ReadonlySet<string | null> = new Set(["Engineering", "Product"]);

const PROFILES: readonly Profile[] = [
  { name: "full", refused: new Set(), mayReadEmployees: true },
  {
    name: "restricted",
    refused: new Set<Topic>(["department", "termination", "homeEmail"]),
    mayReadEmployees: true,
  },
  {
    name: "narrow",
    refused: new Set(),
    sees: (person) => NARROW_DEPARTMENTS.has(person.department),
    mayReadEmployees: true,
  },
  { name: "forbidden", refused: new Set(), sees: () => false, mayReadEmployees: false },
];

/** The keys of a company: 40 hex digits each, the same for the same seed. */
export function makeKeys(seed: number): KeyRing {
  const key = (name: string): string => createHash("sha1").update(`${name} ${seed}`).digest("hex");
  return {
    full: key("full"),
    restricted: key("restricted"),
    narrow: key("narrow"),
    forbidden: key("forbidden"),
  };
}

/** Who asks: HTTP Basic with the key as the user and any password. Undefined: nobody who is known. */
export function authenticate(header: string | undefined, keys: KeyRing): Profile | undefined {
  const [, credentials] = /^basic\s+([a-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (credentials === undefined) return undefined;
  const [user] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return PROFILES.find((profile) => keys[profile.name] === user);
}

/** What an OAuth app may see: the part of its admin's rights that its scopes name. */
export function profileOf({ subject, scope }: Holder): Profile | undefined {
  const profile = PROFILES.find(({ name }) => name === subject);
  return profile === undefined ? undefined : { ...profile, scopes: scope };
}

import { createHash } from "node:crypto";
import type { Person } from "../company/person.ts";
import type { KeyRing } from "../kit/vendor.ts";

export const TENANT = "acme";
export const HOST = "impl-services1.example.workday.com";
/** The integration system user. It also owns the report. */
export const ISU = "ISU_Roster";

/** What a security domain lets be seen: a section, or a part of one. */
export type Domain = "staffing" | "status" | "organizations" | "homeMail";

/** What an integration system user may do, by its security groups. */
export interface Profile {
  name: keyof KeyRing;
  /** Domains that its groups do not have: what is in them is not there. */
  lacks: ReadonlySet<Domain>;
  /** A constrained group; absent: everybody. */
  sees?: (person: Person) => boolean;
  mayGetWorkers: boolean;
}

const NARROW_DEPARTMENTS: ReadonlySet<string | null> = new Set(["Engineering", "Product"]);

const PROFILES: readonly Profile[] = [
  { name: "full", lacks: new Set(), mayGetWorkers: true },
  { name: "restricted", lacks: new Set<Domain>(["organizations", "homeMail"]), mayGetWorkers: true },
  {
    name: "narrow",
    lacks: new Set(),
    sees: (person) => NARROW_DEPARTMENTS.has(person.department),
    mayGetWorkers: true,
  },
  { name: "forbidden", lacks: new Set(), mayGetWorkers: false },
];

/** Passwords of the same user in tenants whose security groups differ; the same for the same seed. */
export function makePasswords(seed: number): KeyRing {
  const password = (name: string): string =>
    createHash("sha256").update(`workday ${name} ${seed}`).digest("base64url");
  return {
    full: password("full"),
    restricted: password("restricted"),
    narrow: password("narrow"),
    forbidden: password("forbidden"),
  };
}

/** Who signs in; undefined: nobody who is known. */
export function profileFor(user: string, password: string, passwords: KeyRing): Profile | undefined {
  return user === ISU ? PROFILES.find(({ name }) => passwords[name] === password) : undefined;
}

export function profileOf(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

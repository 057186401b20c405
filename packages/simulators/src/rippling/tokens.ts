import { createHash } from "node:crypto";
import type { Person } from "../company/person.ts";
import type { KeyRing } from "../kit/vendor.ts";

export interface RedactedField {
  name: string;
  reason: string;
}

/** What a token may see: its scopes, cut by the rights of whoever made it. */
export interface Profile {
  name: keyof KeyRing;
  /** Resources that its scopes leave out, as the API names them: singular, with dashes. */
  lacks: ReadonlySet<string>;
  redacted: readonly RedactedField[];
  /** An app of the shop, which the older API answers as well. */
  installed?: true;
  /** Absent: everybody. */
  sees?: (person: Person) => boolean;
}

const ENTITLEMENT = "Insufficient entitlements";
const PERMISSION = "Insufficient permissions";
// Nobody's token may read it here, and a reader that does not want it loses nothing.
const BIRTH: RedactedField = { name: "date_of_birth", reason: ENTITLEMENT };
const NARROW_DEPARTMENTS: ReadonlySet<string | null> = new Set(["Engineering", "Product"]);

/** Resources of a tier, or of an entitlement, that this company has not bought. */
const UNBOUGHT = ["legal-entity", "worker-change"];

const PROFILES: readonly Profile[] = [
  { name: "full", lacks: new Set(UNBOUGHT), redacted: [BIRTH] },
  {
    // Levels belong to the second tier of the API, which this company has not bought.
    name: "restricted",
    lacks: new Set(["employment-type", ...UNBOUGHT]),
    redacted: [
      BIRTH,
      { name: "level", reason: ENTITLEMENT },
      { name: "department", reason: PERMISSION },
      { name: "end_date", reason: PERMISSION },
      { name: "termination_details", reason: PERMISSION },
    ],
  },
  {
    name: "narrow",
    lacks: new Set(UNBOUGHT),
    redacted: [BIRTH],
    sees: (person) => NARROW_DEPARTMENTS.has(person.department),
  },
  { name: "forbidden", lacks: new Set(["worker", "user", ...UNBOUGHT]), redacted: [BIRTH] },
];

/** The API tokens of a company, the same for the same seed. */
export function makeTokens(seed: number): KeyRing {
  const token = (name: string): string =>
    createHash("sha256").update(`rippling ${name} ${seed}`).digest("base64url");
  return {
    full: token("full"),
    restricted: token("restricted"),
    narrow: token("narrow"),
    forbidden: token("forbidden"),
  };
}

/** Who asks. Undefined: nobody who is known. */
export function authenticate(header: string | undefined, tokens: KeyRing): Profile | undefined {
  const [, token] = /^bearer +(\S+)$/i.exec(header ?? "") ?? [];
  return token === undefined ? undefined : PROFILES.find((profile) => tokens[profile.name] === token);
}

/** The rights of whoever installed an app. */
export function profileOf(name: string): Profile | undefined {
  const profile = PROFILES.find((candidate) => candidate.name === name);
  return profile === undefined ? undefined : { ...profile, installed: true };
}

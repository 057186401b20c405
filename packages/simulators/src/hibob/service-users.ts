import { createHash } from "node:crypto";
import type { KeyRing } from "../kit/vendor.ts";
import { LIFECYCLES, type Lifecycle } from "./lifecycle.ts";

/** What a service user's permission group lets it see: whom, and which of their fields. */
export interface Profile {
  name: keyof KeyRing;
  lifecycles: ReadonlySet<string>;
  /** Field ids. */
  hidden: ReadonlySet<string>;
}

export const SERVICE_USER = "SERVICE-12345";

const EVERYBODY = new Set(Object.keys(LIFECYCLES));
const EMPLOYED: Lifecycle = "employed";

const PROFILES: readonly Profile[] = [
  { name: "full", lifecycles: EVERYBODY, hidden: new Set() },
  {
    name: "restricted",
    lifecycles: EVERYBODY,
    hidden: new Set(["work.department", "internal.terminationDate", "home.privateEmail"]),
  },
  // The condition of its group names one status only: nobody else is there for it.
  { name: "narrow", lifecycles: new Set([EMPLOYED]), hidden: new Set() },
  // In no group, as every new service user: it signs in and sees nobody.
  { name: "forbidden", lifecycles: new Set(), hidden: new Set() },
];

/** The tokens of the company's service users, the same for the same seed. */
export function makeTokens(seed: number): KeyRing {
  const token = (name: string): string =>
    createHash("sha256").update(`hibob ${name} ${seed}`).digest("base64url");
  return {
    full: token("full"),
    restricted: token("restricted"),
    narrow: token("narrow"),
    forbidden: token("forbidden"),
  };
}

/** Who asks: HTTP Basic with a service user's id and its token. Undefined: nobody who is known. */
export function authenticate(header: string | undefined, tokens: KeyRing): Profile | undefined {
  const [, credentials] = /^basic\s+([a-z0-9+/=]+)$/i.exec(header ?? "") ?? [];
  if (credentials === undefined) return undefined;
  const [user, token] = Buffer.from(credentials, "base64").toString("utf8").split(":");
  return user === SERVICE_USER ? PROFILES.find((profile) => tokens[profile.name] === token) : undefined;
}

/** What an app may see: what whoever installed it may. */
export function profileOf(name: string): Profile | undefined {
  return PROFILES.find((profile) => profile.name === name);
}

import { hash } from "./hash.ts";
import { TRAIT } from "./traits.ts";

export const SHIRT_SIZES = ["S", "M", "L", "XL"] as const;
export const GUILDS = ["Guild A", "Guild B", "Guild C"] as const;

/** What this company keeps of a person in fields that it made up itself. */
export interface Extras {
  shirtSize: string;
  /** Null for one in four. */
  guild: string | null;
  costCode: string;
}

/** Of record `id`; the same at every vendor. */
export function extrasOf(seed: number, id: number): Extras {
  const lot = (kind: number): number => hash(seed, TRAIT.extras, id, kind);
  return {
    shirtSize: SHIRT_SIZES[lot(0) % SHIRT_SIZES.length] ?? "M",
    guild: GUILDS[lot(1) % (GUILDS.length + 1)] ?? null,
    costCode: `C-${100 + (lot(2) % 40)}`,
  };
}

import { extrasOf, GUILDS, SHIRT_SIZES } from "../company/extras.ts";
import type { Person } from "../company/person.ts";
import type { View } from "./view.ts";

/** A field that this company made up: what it is called depends on who is asked. */
export interface CustomField {
  /** Of the older endpoints; one of a table has a point in it. */
  id: number | string;
  /** Of the older endpoints; some have none. */
  alias?: string;
  /** Of the datasets; absent where they do not have it. */
  dataset?: string;
  label: string;
  type: "list" | "text";
  options?: readonly string[];
  read: (person: Person, view: View) => string | null;
}

const seedOf = ({ world }: View): number => world.company.seed;

export const CUSTOM_FIELDS: readonly CustomField[] = [
  {
    id: 4337,
    alias: "customShirtSize",
    dataset: "customField4337",
    label: "Shirt Size",
    type: "list",
    options: SHIRT_SIZES,
    read: ({ id }, view) => extrasOf(seedOf(view), id).shirtSize,
  },
  {
    id: 4338,
    alias: "customGuild",
    dataset: "customField4338",
    label: "Guild",
    type: "list",
    options: GUILDS,
    read: ({ id }, view) => extrasOf(seedOf(view), id).guild,
  },
  {
    // Made in the company's early days: nobody gave it an alias.
    id: 4339,
    dataset: "customField4339",
    label: "Cost code #",
    type: "text",
    read: ({ id }, view) => extrasOf(seedOf(view), id).costCode,
  },
  { id: "4340.4", label: "Laptop: Serial", type: "text", read: ({ id }) => `SN-${id}` },
];

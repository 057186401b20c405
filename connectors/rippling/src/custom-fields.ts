import type { FieldValue } from "@muster/connector-sdk";

const PREFIX = "custom_fields.";

// The API's documents leave the items free in form; these are the names that its parts go by.
const NAMES = ["name", "field_name", "label", "title"];
const VALUES = ["value", "field_value"];

/** The source field of one of the company's own: by its name, the one thing that every form of a value comes with. */
export function customFieldId(name: string): string {
  return `${PREFIX}${name}`;
}

/** The names of the company's own fields among these source fields. */
export function customNames(fields: readonly string[]): string[] {
  return fields.filter((id) => id.startsWith(PREFIX)).map((id) => id.slice(PREFIX.length));
}

/** What a definition or an item is called. */
export function nameIn(item: unknown): string | undefined {
  const names = NAMES.map((key) => member(item, key));
  return names.find((name): name is string => typeof name === "string" && name.trim() !== "");
}

/**
 * The values of `custom_fields` by name, from a list of named items, a list of maps or one map; undefined where it
 * did not come. A value that is no text, number or yes-no is undefined.
 */
export function customValues(raw: unknown): ReadonlyMap<string, FieldValue | undefined> | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  return new Map(items.flatMap(pairsIn).toReversed());
}

function pairsIn(item: unknown): [string, FieldValue | undefined][] {
  if (typeof item !== "object" || item === null) return [];
  const name = nameIn(item);
  const key = VALUES.find((each) => Object.hasOwn(item, each));
  if (name !== undefined && key !== undefined) return [[name, plain(member(item, key))]];
  return Object.entries(item).map(([title, value]) => [title, plain(value)]);
}

function plain(value: unknown): FieldValue | undefined {
  if (Array.isArray(value)) return plain(value.filter((each) => typeof each === "string").join(", "));
  if (typeof value === "string") return value.trim() === "" ? null : value;
  return value === null || typeof value === "number" || typeof value === "boolean" ? value : undefined;
}

function member(item: unknown, key: string): unknown {
  return typeof item === "object" && item !== null && Object.hasOwn(item, key)
    ? Reflect.get(item, key)
    : undefined;
}
